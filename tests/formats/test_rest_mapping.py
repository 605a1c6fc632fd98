"""Descriptions of APIs: every error names its place, nothing runs away, records are read by them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.rest_mapping import (
    SENTENCES,
    DescriptionError,
    RestDescription,
    beginning,
    compile_description,
    following,
    is_same_site,
    read_answer,
    read_record,
    require_fit,
    stamped,
)
from armillary.formats.rest_mapping.pages import canonical, read_moment
from armillary.formats.rest_mapping.paging import written
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Text

ROOT = Path(__file__).parents[2]
PAYLOADS = ROOT / "tests" / "payloads" / "harvest" / "rest"
SMALLEST: dict[str, Any] = {"items": "$[*]", "identifier": "$.id", "fields": {"titles": "$.t"}}


def compiled(**changes: Any) -> RestDescription:
    return compile_description(json.dumps({**SMALLEST, **changes}))


def fields(**stated: Any) -> RestDescription:
    return compiled(fields={"titles": "$.t", **stated})


def read(record: Any, **stated: Any) -> Any:
    return read_record(canonical(record), fields(**stated))


def described(name: str) -> Any:
    description = compile_description((PAYLOADS / f"{name}.json").read_text())
    statement = read_record((PAYLOADS / f"{name}_record.json").read_bytes(), description)
    found = describe(statement, subject=lambda _word: None)
    assert found.problems == []
    return found


def test_a_record_of_a_repository_for_research():
    found = described("zenodo").description

    assert found["titles"] == {"en": "Growing crystals in a jam jar"}
    assert found["descriptions"] == {"en": "Six lessons on saturation for pupils of 12 to 14."}
    assert found["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creators"][0] == {
        "name": "Nowak, Ewa", "kind": "person", "address": "https://orcid.org/0000-0002-1825-0097"
    }  # fmt: skip
    assert found["relations"] == [
        {"kind": "part_of", "target": "https://doi.org/10.5281/zenodo.10749999"}
    ]
    assert found["files"][0]["size"] == 1_048_576
    assert found["types"] == ["lesson-plan"]


def test_a_record_of_a_data_portal():
    found = described("ckan").description

    assert found["titles"] == {"en": "Rainfall for schools", "fr": "La pluie pour les écoles"}
    assert found["addresses"] == ["https://data.example/dataset/rainfall-for-schools"]
    assert [agent["name"] for agent in found["creators"]] == ["Weather Office", "Schools Board"]
    assert [file["address"] for file in found["files"]] == ["https://data.example/rain.csv"]
    assert found["publisher"]["kind"] == "organization"


def test_a_record_of_a_repository_of_open_resources():
    found = described("dspace")

    assert found.description["titles"] == {"en": "Levers and balances", "ar": "الروافع والموازين"}
    assert found.description["languages"] == ["en", "ar"]
    assert found.description["levels"] == ["primary"]
    assert found.unknown == {"subjects": ["Physics", "Mechanics"]}
    assert "handle:20.500.99999/17" in found.keys


@pytest.mark.parametrize(
    ("stated", "place", "why"),
    [
        ({"fields": {"titles": "title"}}, "fields.titles", "this is not a JSONPath."),
        ({"fields": {"titles": "$.t["}}, "fields.titles", "this is not a JSONPath."),
        ({"fields": {"titles": 3}}, "fields.titles", "here belongs a JSONPath"),
        ({"fields": {}}, "fields.titles", "this is missing."),
        ({"fields": {"titles": "$.t", "titel": "$.t"}}, "fields.titel", "there is no such name"),
        ({"fields": {"titles": "$.t", "grades": "$.g"}}, "fields.grades", "there is no such name"),
        ({"fields": []}, "fields", "here belongs an object"),
        ({"fields": {"titles": ["$.t", "t"]}}, "fields.titles[2]", "this is not a JSONPath."),
        ({"fields": {"titles": []}}, "fields.titles", "this is missing."),
        ({"fields": {"titles": [["$.t"]]}}, "fields.titles[1]", "here belongs a JSONPath"),
        ({"fields": {"titles": ["$.t"] * 21}}, "fields.titles", "this is too long."),
        (
            {"fields": {"titles": {"path": "$.t", "eval": "x"}}},
            "fields.titles.eval",
            "there is no such name",
        ),
        (
            {"fields": {"titles": {"path": "$.t", "constant": "x"}}},
            "fields.titles",
            "say one of path",
        ),
        (
            {"fields": {"titles": {"path": "$.t", "split": ""}}},
            "fields.titles.split",
            "here belongs a text.",
        ),
        (
            {"fields": {"titles": {"path": "$.t", "join": "x" * 11}}},
            "fields.titles.join",
            "this is too long.",
        ),
        (
            {"fields": {"titles": {"template": "{a}", "with": {"b": "$.b"}}}},
            "fields.titles.template",
            "the template and its",
        ),
        (
            {"fields": {"titles": {"template": "{a}"}}},
            "fields.titles.with",
            "here belongs an object",
        ),
        (
            {"fields": {"titles": {"template": "{a}", "with": {"a": "a"}}}},
            "fields.titles.with.a",
            "this is not a JSONPath.",
        ),
        (
            {"fields": {"titles": "$.t", "creators": {"each": "$.c", "name": "n"}}},
            "fields.creators.name",
            "this is not a JSONPath.",
        ),
        (
            {"fields": {"titles": "$.t", "creators": {"each": "$.c", "name": "$.n", "age": "$.a"}}},
            "fields.creators.age",
            "there is no such name",
        ),
        (
            {"fields": {"titles": "$.t", "creators": {"by_language": "$.c"}}},
            "fields.creators.by_language",
            "there is no such name",
        ),
        ({"items": "hits"}, "items", "this is not a JSONPath."),
        ({"items": None}, "items", "this is not a JSONPath."),
        ({"pages": {"by": "magic"}}, "pages.by", "this is none of the words"),
        ({"pages": {"by": ["link"]}}, "pages.by", "this is none of the words"),
        ({"pages": {"by": "link"}}, "pages.path", "this is missing."),
        ({"pages": {"by": "offset"}}, "pages.parameter", "this is missing."),
        ({"pages": {"by": "page", "parameter": "p", "first": -1}}, "pages.first", "here belongs a"),
        ({"pages": {"by": "page", "parameter": "p", "path": "$"}}, "pages.path", "there is no"),
        ({"pages": {"by": "link-header", "most": 10**9}}, "pages.most", "here belongs a whole"),
        ({"pages": {"by": "link-header", "most": True}}, "pages.most", "here belongs a whole"),
        ({"since": {"parameter": "q", "format": "roman"}}, "since.format", "this is none of"),
        ({"since": {"parameter": "q", "template": "x"}}, "since.template", "this is none of"),
        ({"since": {"parameter": "q", "clock": "theirs"}}, "since.clock", "this is none of"),
        ({"since": {"parameter": "q", "clock": {}}}, "since.clock", "this is none of"),
        ({"deleted": {"path": "$.d", "is": []}}, "deleted.is", "here belongs a text."),
        ({"colour": 1}, "colour", "there is no such name"),
    ],
)
def test_every_error_names_its_place(stated: dict[str, Any], place: str, why: str):
    with pytest.raises(DescriptionError) as caught:
        compiled(**stated)

    assert caught.value.place == place
    assert caught.value.why.startswith(why)
    assert caught.value.why in SENTENCES


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"items": ', "line 1, column 11"),
        ("[1]", ""),
        ('{"items": "$", "items": "$"}', "items"),
        ("[" * 10_000, "{}"),
        ('{"a": "' + "x" * 20_000 + '"}', "{}"),
    ],
)
def test_what_is_no_description_is_said(text: str, place: str):
    with pytest.raises(DescriptionError) as caught:
        compile_description(text)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "path",
    [
        "$..a..b",
        "$[*,*]",
        "$['a','b']",
        "$..[?@..a]",
        "$[?match(@.a, '(a+)+$')]",
        "$[?search(@.a, '(a|a)*b')]",
        "$[?length(@.a) > 1]",
        "$[?@[?@[?@.a]]]",
        "$[?@ =~ /(a+)+/]",
        "$[?@.a == $.b]",
        "$[?" + " && ".join(["@.a"] * 30) + "]",
        "$" + ".a" * 30,
        "$." + "a" * 500,
        "$.a | $.b",
        "$.a & $.b",
        "^.a",
        "$.~",
        "$.a ",
        "",
    ],
)
def test_a_path_that_could_run_away_is_refused(path: str):
    with pytest.raises(DescriptionError):
        compiled(items=path)


def test_descent_within_each_is_refused():
    with pytest.raises(DescriptionError) as caught:
        fields(creators={"each": "$..people[*]", "name": "$..name"})
    assert caught.value.place == "fields.creators.name"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.t", ["a"]),
        ("$['t']", ["a"]),
        ("$.list[*]", ["x", "y"]),
        ("$.list", ["x", "y"]),
        ("$.list[-1]", ["y"]),
        ("$.list[0:1]", ["x"]),
        ("$..deep", ["b"]),
        ("$.people[?@.role == 'author' && @.name].name", ["Ada"]),
        ("$.people[?!@.role].name", ["Bob"]),
        ("$.number", ["3"]),
        ("$.flag", ["true"]),
        ("$.nothing", []),
        ("$.object", []),
        ("$.blank", []),
        ("$.absent.further", []),
        ("$.t.further", []),
    ],
)
def test_a_path_takes_texts_out_of_a_record(path: str, found: list[str]):
    record = {
        "t": "a",
        "list": ["x", "y"],
        "object": {"deep": "b"},
        "people": [{"name": "Ada", "role": "author"}, {"name": "Bob"}],
        "number": 3,
        "flag": True,
        "nothing": None,
        "blank": "  ",
    }
    assert read(record, keywords=path).keywords == found


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"constant": "x"}, ["x"]),
        ({"constant": ["x", "y"]}, ["x", "y"]),
        ({"path": "$.words", "split": ";"}, ["a", "b c"]),
        ({"path": "$.words", "split": ";", "join": " / "}, ["a / b c"]),
        ({"path": "$.list", "join": ""}, ["xy"]),
        ({"path": "$.absent", "join": ","}, []),
        ({"path": "$.list", "prefix": "p-"}, ["p-x", "p-y"]),
        ({"first": ["$.absent", "$.blank", "$.t", "$.words"]}, ["a"]),
        (["$.t", {"constant": "z"}], ["a", "z"]),
        (
            {"template": "https://x.example/{id}", "with": {"id": "$.odd"}},
            ["https://x.example/10.1/a%20b%3Fc%23d"],
        ),
        ({"template": "{a}-{b}", "with": {"a": "$.t", "b": "$.list"}}, ["a-x"]),
        ({"template": "<{a}>", "with": {"a": "$.list"}}, ["<x>", "<y>"]),
        ({"template": "{a}-{b}", "with": {"a": "$.t", "b": "$.absent"}}, []),
    ],
)
def test_a_rule_changes_texts_in_a_fixed_way(rule: Any, found: list[str]):
    record = {
        "t": "a", "words": "a; b c;", "list": ["x", "y"], "blank": "", "odd": "10.1/a b?c#d"
    }  # fmt: skip
    assert read(record, keywords=rule).keywords == found


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("$.t", [Text("T")]),
        ({"path": "$.t", "language": "$.lang"}, [Text("T", "fr")]),
        ({"path": "$.t", "language": {"constant": "es"}}, [Text("T", "es")]),
        (
            {"by_language": "$.names"},
            [Text("One", "en"), Text("Un", "fr"), Text("Une", "fr")],
        ),
        (
            {"each": "$.texts[*]", "text": "$.v", "language": "$.l"},
            [Text("A", "en"), Text("B", "ar")],
        ),
        ({"first": [{"by_language": "$.absent"}, "$.t"]}, [Text("T")]),
        ([{"by_language": "$.texts"}, "$.t"], [Text("T")]),
    ],
)
def test_texts_have_the_language_beside_them_or_as_their_key(rule: Any, found: list[Text]):
    record = {
        "t": "T",
        "lang": "fr",
        "names": {"en": "One", "fr": ["Un", "Une"], "de": None},
        "texts": [{"v": "A", "l": "en"}, {"v": "B", "l": "ar"}],
    }
    assert read(record, titles=rule).titles == found


def test_people_files_and_relations_have_parts():
    record = {
        "people": [{"n": "Ada", "k": "Person", "o": "0000-0002"}, {"n": "Bob"}, {"o": "x"}],
        "files": [{"u": "https://x/1", "m": "text/csv", "s": 7}, {"u": "https://x/2", "s": -1}, {}],
        "part": "https://x/whole",
        "names": ["A", "B"],
    }
    made = read(
        record,
        creators=[
            {
                "each": "$.people[*]",
                "name": "$.n",
                "kind": "$.k",
                "address": {"template": "https://orcid.org/{o}", "with": {"o": "$.o"}},
            },
            {"name": "$.names", "address": {"constant": "https://x/"}},
        ],
        files={"each": "$.files[*]", "address": "$.u", "media_type": "$.m", "size": "$.s"},
        relations={"target": "$.part", "kind": {"constant": "isPartOf"}},
    )

    assert made.creators == [
        StatedAgent("Ada", kind="person", address="https://orcid.org/0000-0002"),
        StatedAgent("Bob"),
        StatedAgent("A"),
        StatedAgent("B"),
    ]
    assert made.files == [StatedFile("https://x/1", "text/csv", 7), StatedFile("https://x/2")]
    assert made.relations == [StatedRelation("isPartOf", "https://x/whole")]


def test_a_node_that_is_a_text_is_not_read_as_json():
    record = {"people": ["Ada", '{"n": "Eve"}', "[broken"]}

    assert [agent.name for agent in read(record, creators="$.people[*]").creators] == [
        "Ada", '{"n": "Eve"}', "[broken"
    ]  # fmt: skip
    each = {"each": "$.people[*]", "name": "$"}
    assert [agent.name for agent in read(record, creators=each).creators] == record["people"]
    each = {"each": "$.people[*]", "name": "$.n"}
    assert read(record, creators=each).creators == []


def test_values_that_no_database_takes_are_mended():
    made = read({"t": "a\x00b\ud800"})

    assert made.titles == [Text("ab?")]


def test_what_is_too_much_is_cut():
    made = read({"t": "x" * 200_000, "k": ["k"] * 5_000}, keywords="$.k[*]")

    assert len(made.titles[0].text) == 100_000
    assert len(made.keywords) == 500


def test_an_answer_gives_records_total_and_link():
    description = compiled(
        items="$.data[*]",
        total="$.meta.total",
        modified="$.at",
        deleted={"path": "$.state", "is": ["gone", "withdrawn"]},
        pages={"by": "link", "path": "$.links.next"},
    )
    body = {
        "data": [
            {"id": 7, "t": "One", "at": "2024-01-01"},
            {"t": "nameless"},
            "no object",
            {"id": 8, "state": "gone"},
            {"id": "x" * 600},
        ],
        "meta": {"total": 12},
        "links": {"next": "?page=2"},
    }

    answer = read_answer(json.dumps(body).encode(), {}, description)

    assert (answer.total, answer.following) == (12, "?page=2")
    assert [(r.identifier, r.is_deleted, r.problem) for r in answer.records] == [
        ("7", False, ""),
        ("", False, "The record has no identifier."),
        ("", False, "The record is no JSON object."),
        ("8", True, ""),
        ("", False, "The record's identifier is too long."),
    ]
    assert answer.records[0].payload == b'{"at":"2024-01-01","id":7,"t":"One"}'
    assert answer.records[0].datestamp == "2024-01-01"


@pytest.mark.parametrize(
    ("mark", "is_deleted"),
    [(True, True), (False, False), ("yes", True), ("0", False), (None, False), ("", False)],
)
def test_a_mark_alone_is_anything_but_no(mark: Any, is_deleted: bool):
    body = json.dumps([{"id": 1, "gone": mark}]).encode()

    [record] = read_answer(body, {}, compiled(deleted="$.gone")).records
    assert record.is_deleted is is_deleted


def test_the_same_record_gives_the_same_bytes_in_whatever_order():
    one, other = {"a": 1, "b": {"c": "ü", "d": None}}, {"b": {"d": None, "c": "ü"}, "a": 1}

    assert canonical(one) == canonical(other)
    assert json.loads(canonical(one)) == one


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "It is not JSON."),
        (b"", "It is not JSON."),
        (b"\xff\xfe\x00", "It is not JSON."),
        (b'[{"id": NaN}]', "It is not JSON."),
        (b"[" * 100_000, "It is not JSON."),
        (b'[{"id": ' + b"9" * 5_000 + b"}]", "It is not JSON."),
        (b"[" * 70 + b"]" * 70, "It is too large or nested too deeply to be read."),
        (b"[" + b"{}," * 10_001 + b"{}]", "It has more records than can be read at once."),
        (b'{"error": "no"}', "There is no list where the description says it is."),
    ],
)
def test_an_answer_that_is_none_is_said(body: bytes, said: str):
    path = "$.data[*]" if b"error" in body else "$[*]"
    with pytest.raises(FormatError) as caught:
        read_answer(body, {}, compiled(items=path))
    assert str(caught.value) == said


def test_an_empty_list_is_a_list_and_a_later_page_may_lack_it():
    description = compiled(items="$.data[*]", total="$.total")

    assert read_answer(b'{"data": []}', {}, description).records == []
    assert read_answer(b'{"total": 0}', {}, description).records == []
    assert read_answer(b"{}", {}, description, is_first=False).records == []


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": 1, "t": "x" * 1_000_001}, "The record is too large to be read."),
        ({"id": 1, "t": list(range(20_001))}, "The record is too large to be read."),
    ],
)
def test_a_record_that_is_too_large_is_said_and_not_the_others(record: Any, said: str):
    body = json.dumps([record, {"id": 2}]).encode()

    first, second = read_answer(body, {}, compiled()).records
    assert (first.problem, second.problem) == (said, "")


def test_a_number_beyond_all_numbers_rejects_its_record():
    body = b'[{"id": 1, "n": 1e999}, {"id": 2}]'

    first, second = read_answer(body, {}, compiled()).records
    assert first.problem == "The record has a number that is too large to be kept."
    assert second.problem == ""


def test_a_large_hostile_record_is_read_in_moments():
    deep: Any = {"t": "x"}
    for _level in range(25):
        deep = {"a": [deep, {"t": "y"}], "t": "z"}
    wide = {"id": 1, "t": "w", "list": [deep] * 120}
    description = compiled(
        fields=dict.fromkeys(
            ("titles", "keywords", "subjects", "descriptions", "types", "levels"),
            "$..[?@.t != 'q' && @.a != @.t].t",
        )
    )
    body = json.dumps([wide]).encode()

    began = time.perf_counter()
    [record] = read_answer(body, {}, description).records
    assert record.problem == ""
    read_record(record.payload, description)
    assert time.perf_counter() - began < 5


# Where the list goes on.


def step(stated: dict[str, Any], body: Any, *, headers: Any = None, page: int = 1, at: str = ""):
    description = compiled(pages=stated, items="$.d[*]", total="$.total")
    answer = read_answer(json.dumps(body).encode(), headers or {}, description)
    address = at or "https://api.example/v1/records?size=2"
    count = len(body.get("d", []))
    return following(address, answer, headers or {}, description, page=page, received=count * page)


ROWS = [{"id": 1}, {"id": 2}]
HERE = "https://api.example/v1/records?size=2"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("?page=2", "https://api.example/v1/records?page=2"),
        ("/v2/x#part", "https://api.example/v2/x"),
        ("https://api.example/n", "https://api.example/n"),
        ("http://api.example/n", "https://api.example/n"),  # behind a gateway
        ("http://api.example:80/n", "https://api.example/n"),
        ("https://other.example/n", "https://other.example/n"),
        ("//other.example/n", "https://other.example/n"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("https://[broken", "https://[broken"),
        ("", ""),
        (None, ""),
        ("x" * 9_000, ""),
    ],
)
def test_a_link_leads_on(link: Any, found: str):
    assert step({"by": "link", "path": "$.next"}, {"d": ROWS, "next": link}) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://api.example/n?page=2>; rel="next"', "https://api.example/n?page=2"),
        (
            '<?p=1>; rel="prev", <?p=3>; title="a, b"; rel=next',
            "https://api.example/v1/records?p=3",
        ),
        ('<?p=3>; rel="last next"', "https://api.example/v1/records?p=3"),
        ('<?p=3>; rel="last"', ""),
        ("", ""),
        ("<" * 50_000, ""),
    ],
)
def test_a_link_header_leads_on(header: str, found: str):
    assert step({"by": "link-header"}, {"d": ROWS}, headers={"link": header}) == found


@pytest.mark.parametrize(
    ("stated", "body", "page", "found"),
    [
        ({"by": "page", "parameter": "p"}, {"d": ROWS}, 1, f"{HERE}&p=2"),
        ({"by": "page", "parameter": "p", "first": 0}, {"d": ROWS}, 3, f"{HERE}&p=3"),
        ({"by": "page", "parameter": "p"}, {"d": []}, 4, ""),
        ({"by": "page", "parameter": "p"}, {"d": ROWS, "total": 4}, 2, ""),
        ({"by": "page", "parameter": "p"}, {"d": ROWS, "total": "5"}, 2, f"{HERE}&p=3"),
        ({"by": "offset", "parameter": "o"}, {"d": ROWS}, 3, f"{HERE}&o=6"),
        ({"by": "offset", "parameter": "o", "first": 1}, {"d": ROWS}, 1, f"{HERE}&o=3"),
        ({"by": "cursor", "parameter": "c", "path": "$.n"}, {"d": ROWS, "n": "a&b"}, 1,
         f"{HERE}&c=a%26b"),
        ({"by": "cursor", "parameter": "c", "path": "$.n"}, {"d": ROWS, "n": None}, 1, ""),
        ({"by": "cursor", "parameter": "c", "path": "$.n"}, {"d": [], "n": "x"}, 1, ""),
    ],
)  # fmt: skip
def test_numbers_and_cursors_lead_on(stated: Any, body: Any, page: int, found: str):
    assert step(stated, body, page=page) == found


def test_without_pages_one_answer_is_the_list():
    answer = read_answer(b'[{"id": 1}]', {}, compiled())
    assert following(HERE, answer, {}, compiled(), page=1, received=1) == ""


def test_the_first_address_asks_for_changes_in_place_of_what_it_said():
    description = compiled(
        pages={"by": "cursor", "parameter": "cursor", "path": "$.n", "first": "*"},
        since={
            "parameter": "q",
            "template": "({value}) AND modified:[{since} TO *]",
            "format": "date",
        },
    )
    address = "https://api.example/r?q=type:lesson&size=9"

    assert (
        beginning(address, description) == f"{address.replace(':lesson', '%3Alesson')}&cursor=%2A"
    )
    assert beginning(address, description, since="2024-05-06T07:08:09Z") == (
        "https://api.example/r?size=9&q=%28type%3Alesson%29%20AND%20modified%3A%5B2024-05-06%20TO%20%2A%5D&cursor=%2A"
    )
    assert beginning(address, compiled()) == address


@pytest.mark.parametrize(
    ("first", "other", "is_same"),
    [
        ("https://a.example/x", "https://A.example./y", True),
        ("https://a.example/x", "http://a.example/y", True),
        ("https://a.example/x", "https://a.example:443/y", True),
        ("http://a.example:8000/", "http://a.example/", False),
        ("https://a.example/", "https://a.example.evil.example/", False),
        ("https://a.example/", "https://a.example@evil.example/", False),
        ("https://a.example/", "file:///etc/passwd", False),
        ("https://a.example/", "https://[broken", False),
        ("https://a.example/", "https://a.example:99999/", False),
    ],
)
def test_a_site_is_a_host_and_its_port(first: str, other: str, is_same: bool):
    assert is_same_site(first, other) is is_same


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"),
        ("2024-05-06T07:08:09.5+02:00", "2024-05-06T05:08:09Z"),
        ("2024-05-06", "2024-05-06T00:00:00Z"),
        ("Mon, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09Z"),
        ("1714979289", "2024-05-06T07:08:09Z"),
        ("1714979289123", "2024-05-06T07:08:09Z"),
        ("soon", ""),
        ("", ""),
        ("1e999", ""),
        ("nan", ""),
    ],
)
def test_a_servers_clock_is_read_in_many_forms(stated: str, found: str):
    assert read_moment(stated) == found


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("iso", "2024-05-06T07:08:09Z"),
        ("date", "2024-05-06"),
        ("unix", "1714979289"),
        ("unix-ms", "1714979289000"),
    ],
)
def test_a_moment_is_written_as_the_api_takes_it(form: str, found: str):
    since = compiled(since={"parameter": "q", "format": form}).since
    assert since is not None
    assert written("2024-05-06T07:08:09Z", since) == found


def test_an_overlap_is_asked_for_again():
    ours = compiled(since={"parameter": "q"}).since
    theirs = compiled(since={"parameter": "q", "clock": {"header": "Date"}}).since
    assert ours is not None
    assert theirs is not None

    assert stamped("2024-05-06T07:08:09+00:00", ours) == "2024-05-06T06:58:09Z"
    assert stamped("2024-05-06T07:08:09Z", theirs) == "2024-05-06T07:08:09Z"


@pytest.mark.parametrize("clock", [{"header": "Date"}, {"path": "$.now"}])
def test_the_servers_clock_comes_from_where_the_description_says(clock: dict[str, str]):
    description = compiled(items="$.d[*]", since={"parameter": "q", "clock": clock})
    headers = {"date": "Mon, 06 May 2024 07:08:09 GMT"}
    body = b'{"d": [], "now": "2024-05-06T07:08:09Z"}'

    assert read_answer(body, headers, description).moment == "2024-05-06T07:08:09Z"


@pytest.mark.parametrize(
    ("address", "template", "fits"),
    [
        ("https://a.example/?q=lesson", "({value}) AND {since}", True),
        ("https://a.example/?q=lesson", "{since}", False),
        ("https://a.example/", "{since}", True),
        ("https://a.example/", "({value}) AND {since}", False),
    ],
)
def test_changes_are_asked_for_with_all_that_the_address_asks(
    address: str, template: str, fits: bool
):
    description = compiled(since={"parameter": "q", "template": template})
    if fits:
        require_fit(address, description)
        return
    with pytest.raises(DescriptionError) as caught:
        require_fit(address, description)
    assert caught.value.place == "since.template"


@pytest.mark.parametrize("name", ["zenodo", "ckan", "dspace"])
def test_the_documented_descriptions_are_the_tested_ones(name: str):
    page = (ROOT / "docs" / "how-to" / "sources" / "rest.md").read_text()
    assert (PAYLOADS / f"{name}.json").read_text() in page
