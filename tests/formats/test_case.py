"""Packages of 1EdTech CASE: what they say, and what strangers put into them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from armillary.formats.case import MAXIMUM_SIZE, MOST_ITEMS, MOST_PROBLEMS, is_case, read_case
from armillary.formats.errors import FormatError
from armillary.formats.skos import Concept, Scheme

PAYLOAD = Path(__file__).parents[1] / "payloads" / "vocabularies" / "standards.json"
ITEMS = "https://standards.example.edu/ims/case/v1p1/CFItems/5a000000-0000-4000-8000-"


def item(name: str, statement: Any = "A statement.", **more: Any) -> dict[str, Any]:
    return {"identifier": name, "uri": f"https://e.org/{name}", "fullStatement": statement, **more}


def below(child: str, parent: str, number: Any = None, kind: str = "isChildOf") -> dict[str, Any]:
    ends = ({"identifier": name, "uri": f"https://e.org/{name}"} for name in (child, parent))
    origin, destination = ends
    link = {"associationType": kind, "originNodeURI": origin, "destinationNodeURI": destination}
    return link if number is None else {**link, "sequenceNumber": number}


def read(*items: Any, links: Any = (), **document: Any) -> Scheme:
    package = {
        "CFDocument": {
            "identifier": "doc",
            "uri": "https://e.org/doc",
            "language": "en",
            **document,
        },
        "CFItems": list(items),
        "CFAssociations": list(links) if isinstance(links, tuple | list) else links,
    }
    return read_case(json.dumps(package).encode())


def keys(scheme: Scheme) -> list[str]:
    return [concept.uri.rpartition("/")[2] for concept in scheme.concepts]


def by_code(scheme: Scheme, code: str) -> Concept:
    return next(concept for concept in scheme.concepts if concept.notation == code)


def test_a_package_is_read_whole_in_the_order_of_its_tree():
    scheme = read_case(PAYLOAD.read_bytes())

    assert scheme.uri.endswith("/CFDocuments/5a000000-0000-4000-8000-000000000001")
    assert scheme.titles == {"en": "Mathematics and science, grades 6 to 8"}
    assert [concept.notation for concept in scheme.concepts] == [
        "M", "M.RP", "M.6.RP.1", "M.7.RP.2", "M.7.G", "M.7.G.4", "S", "S.PS.1", "S.PS.1", "S.PS.0",
    ]  # fmt: skip
    assert [concept.notation for concept in scheme.concepts if concept.top] == ["M", "S"]
    assert scheme.problems == []


def test_a_statement_is_a_concept():
    scheme = read_case(PAYLOAD.read_bytes())
    short, circle = by_code(scheme, "M.6.RP.1"), by_code(scheme, "M.7.G.4")

    assert short.pref_labels == {"en": "Ratio language"}
    assert short.definitions == {
        "en": "Describe how two quantities compare by writing and reading their ratio."
    }
    assert short.broader == [f"{ITEMS}000000000011"]
    assert short.matches == {"exactMatch": ["https://other.example.org/standards/ratio"]}
    assert circle.pref_labels["en"].startswith("Use the formulas for the area")
    assert (circle.alt_labels, circle.definitions) == ({"en": ["Circles"]}, {})


def test_markup_is_taken_out_of_statements():
    statement = by_code(read_case(PAYLOAD.read_bytes()), "M.7.RP.2")

    assert statement.pref_labels == {
        "en": "Recognise proportional relationships in tables, graphs and equations, and find the "
        "constant of proportionality."
    }
    assert read(item("a", "x<script>alert(1)</script>y")).concepts[0].pref_labels == {"en": "x y"}


def test_education_levels_are_keys_of_ours():
    scheme = read_case(PAYLOAD.read_bytes())

    assert by_code(scheme, "M").levels == ["primary", "lower-secondary"]
    assert by_code(scheme, "S.PS.0").levels == ["early-childhood", "bachelor"]


def test_statements_have_their_own_language_and_translations_are_matches():
    scheme = read_case(PAYLOAD.read_bytes())
    english, spanish = (each for each in scheme.concepts if each.notation == "S.PS.1")

    assert list(english.pref_labels) == ["en"]
    assert list(spanish.pref_labels) == ["es"]
    assert spanish.matches == {"closeMatch": [english.uri]}


def test_what_was_replaced_is_deprecated_and_what_is_related_is_said():
    scheme = read_case(PAYLOAD.read_bytes())

    assert [each.notation for each in scheme.concepts if each.deprecated] == ["S.PS.0"]
    assert by_code(scheme, "M.7.RP.2").related == [by_code(scheme, "M.7.G.4").uri]


def test_a_package_in_an_envelope_is_read():
    package = json.loads(PAYLOAD.read_bytes())

    assert read_case(json.dumps({"CFPackage": package}).encode()) == read_case(PAYLOAD.read_bytes())


def test_names_are_identifiers_where_there_are_no_addresses():
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": "b"},
            "destinationNodeURI": {"identifier": "a"},
        }
    ]
    body = {"CFItems": [{"identifier": "a"}, {"identifier": "b"}], "CFAssociations": links}
    scheme = read_case(json.dumps(body).encode())

    assert [concept.uri for concept in scheme.concepts] == ["urn:uuid:a", "urn:uuid:b"]
    assert scheme.concepts[1].broader == ["urn:uuid:a"]


def test_siblings_come_by_their_numbers_and_without_them_as_they_were_written():
    items = [item(name) for name in "abcde"]
    links = [below("b", "a", 2), below("c", "a"), below("d", "a", 1), below("e", "a", "first")]

    assert keys(read(*items, links=links)) == ["a", "d", "b", "c", "e"]


def test_a_statement_may_have_two_parents_and_stands_once():
    scheme = read(item("a"), item("b"), item("c"), links=[below("c", "a"), below("c", "b")])

    assert keys(scheme) == ["a", "c", "b"]
    assert scheme.concepts[1].broader == ["https://e.org/a", "https://e.org/b"]


def test_links_that_are_said_twice_count_once():
    scheme = read(item("a"), item("b"), links=[below("b", "a")] * 3)

    assert scheme.concepts[0].narrower == ["https://e.org/b"]


def test_circles_are_told_and_nothing_is_lost():
    links = [below("a", "b"), below("b", "c"), below("c", "a"), below("d", "d")]
    scheme = read(*(item(name) for name in "abcd"), links=links)

    assert sorted(keys(scheme)) == ["a", "b", "c", "d"]
    assert scheme.problems == [
        "1 items are said to be their own parents.",
        "https://e.org/a > https://e.org/b > https://e.org/c > https://e.org/a: these are broader "
        "than themselves.",
    ]


def test_a_parent_that_is_missing_is_told_and_its_child_stands_on_top():
    scheme = read(item("a"), links=[below("a", "elsewhere")])

    assert scheme.concepts[0].top
    assert scheme.problems == ["1 links lead to a parent that the package does not hold."]


def test_of_items_that_come_twice_the_first_is_read():
    scheme = read(
        item("a", "One."), item("a", "Two."), {"identifier": "a", "uri": "https://e.org/x"}
    )

    assert [concept.pref_labels for concept in scheme.concepts] == [{"en": "One."}]
    assert scheme.problems == ["2 items come twice; the first of each was read."]


def test_a_statement_without_words_is_told():
    assert read(item("a", "")).problems == ["https://e.org/a has no statement."]
    many = read(*(item(str(number), None) for number in range(500)))
    assert len(many.problems) == MOST_PROBLEMS


def test_a_code_stands_in_where_there_is_no_statement():
    assert read(item("a", None, humanCodingScheme="M.1")).concepts[0].pref_labels == {"en": "M.1"}


def test_a_long_statement_has_a_shorter_label_and_is_kept_whole():
    long = "word " * 400
    [concept] = read(item("a", long)).concepts

    assert len(concept.pref_labels["en"]) <= 500
    assert concept.definitions == {"en": long.strip()}


@pytest.mark.parametrize(
    "wrong", [None, 7, True, "text", [], [1], {}, {"a": {"b": []}}, [[]], -1.5]
)
def test_wrong_types_are_passed_over(wrong: Any):
    fields = (
        "uri language humanCodingScheme abbreviatedStatement alternativeLabel educationLevel "
        "fullStatement conceptKeywords"
    )
    odd = {"identifier": "b"} | dict.fromkeys(fields.split(), wrong)
    links = [
        wrong,
        below("a", "b", wrong),
        {"associationType": wrong},
        below("a", "b") | {"originNodeURI": wrong},
    ]
    scheme = read(item("a"), wrong, odd, links=links, title=wrong, language=wrong)

    assert "a" in keys(scheme)
    assert read(item("a"), links=wrong).concepts[0].top


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"CFItems": ' + b"[" * 2000 + b"]" * 2000 + b"}", "not JSON"),
        (b'{"CFItems": NaN}', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "no CASE package"),
        (b"7", "no CASE package"),
        (b"{}", "no CASE package"),
        (b'{"CFPackage": [], "CFItems": {}}', "no CASE package"),
        (b'{"CFItems": []}', "no items"),
        (b'{"CFItems": [' + b"1," * MOST_ITEMS + b"1]}", "more than"),
        (b" " * (MAXIMUM_SIZE + 1), "larger than"),
    ],
)
def test_what_is_no_package_is_refused_in_one_sentence(body: bytes, sentence: str):
    with pytest.raises(FormatError, match=sentence) as refused:
        read_case(body)
    assert str(refused.value).endswith(".")


def test_fifty_thousand_items_are_read_in_seconds_also_as_one_long_chain():
    names = [str(number) for number in range(50_000)]
    items = [item(name, f"Statement {name}.", educationLevel=["07"]) for name in names]
    chain = [below(name, names[place]) for place, name in enumerate(names[1:])]
    flat = [below(name, "0", int(name)) for name in names[1:]]
    for links in (chain, flat):
        start = time.process_time()
        scheme = read(*items, links=links)
        assert keys(scheme) == names
        assert time.process_time() - start < 20


def test_a_package_is_known_by_its_beginning():
    assert is_case(PAYLOAD.read_bytes())
    assert is_case(b'\xef\xbb\xbf {"CFPackage": {}}')
    assert not is_case(b'{"@context": "https://www.w3.org/2004/02/skos/core"}')
    assert not is_case(b'@prefix x: <y> . # "CFItems"')
    assert not is_case(b"")
