"""Many resources as one file: what is in it, in which order, in which shape, and what never is."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.dissemination.conftest import describe, publish

from armillary.catalogue.lists.entries import Entry
from armillary.catalogue.lists.operations import make_list, publish_list
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    merge_resources,
    publish_collection,
    withdraw_resources,
)
from armillary.catalogue.pausing import pause_resource
from armillary.catalogue.works.operations import tie_editions
from armillary.core.texts import TranslatedText
from armillary.dissemination.errors import NoSuchExport, TooMuchToExport
from armillary.dissemination.exports import chosen, writing
from armillary.dissemination.exports.chosen import Chosen, everything, searched
from armillary.dissemination.exports.kinds import KINDS
from armillary.dissemination.exports.table import TABLE, Style, _yes_or_no
from armillary.dissemination.exports.writing import written
from armillary.dissemination.renditions import amb, beside_each, json_ld
from armillary.dissemination.searches.asked import AskedSearch
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search import walking
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
KEYS = Style(columns="keys")


@pytest.fixture(autouse=True)
def _indexed(db):
    drain_outbox(wait=True)


def found(count=1, **changes):
    """Listed resources that can be found."""
    ids = publish(count, **changes)
    drain_outbox(wait=True)
    return [Resource.objects.get(pk=number) for number in ids]


def body(response) -> bytes:
    assert response.status_code == 200, response.content[:500]
    return response.getvalue()


def rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def ids_in(client: Client, address: str) -> list[str]:
    return [row["id"] for row in rows(body(client.get(address)))]


def whole(kind: str, style: Style = Style()) -> bytes:  # noqa: B008
    return b"".join(written(everything(), kind, style))


def names(resources) -> list[str]:
    return [resource.public_id for resource in resources]


def test_every_format_has_everything_that_is_listed_and_nothing_else():
    kept = found(2)
    [candidate] = [Resource.objects.get(pk=number) for number in describe(1)]
    gone, merged, paused = found(3)
    withdraw_resources([gone.pk], by=SYSTEM, reason="The publisher asked for it.")
    merge_resources(kept[0], merged, by=SYSTEM)
    pause_resource(paused, by=OPERATOR)

    for kind in KINDS:
        raw = whole(kind)
        text = _text_of_workbook(raw) if kind == "xlsx" else raw.decode()
        assert [name in text for name in names(kept)] == [True, True], kind
        for hidden in (candidate, gone, merged, paused):
            assert hidden.public_id not in text, kind


def _text_of_workbook(raw: bytes) -> str:
    sheet = load_workbook(io.BytesIO(raw)).active
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_json_ld_is_one_graph_of_the_documents_that_resources_have_alone():
    first, second = found(2)
    document = json.loads(whole("jsonld"))
    assert document["@context"] == "https://schema.org/"
    for node, resource in zip(document["@graph"], (first, second), strict=True):
        assert {"@context": "https://schema.org/", **node} == json_ld(resource)
    lines = [json.loads(line) for line in whole("jsonld.jsonl").splitlines()]
    assert lines == [json_ld(first), json_ld(second)]
    assert [json.loads(line) for line in whole("amb.jsonl").splitlines()] == [
        amb(first),
        amb(second),
    ]


def test_editions_are_told_alike_one_by_one_and_many_at_once():
    original, translation, version, alone = found(4)
    tie_editions(translation, original, kind="translation", by=OPERATOR)
    tie_editions(version, original, kind="version", by=OPERATOR)
    [alias] = found(1)
    tie_editions(alias, alone, kind="translation", by=OPERATOR)
    merge_resources(version, alias, by=SYSTEM)
    resources = list(Resource.objects.filter(alias_of=None))

    known = beside_each(resources)

    assert any(json_ld(resource).get("workTranslation") for resource in resources)
    for resource in resources:
        assert json_ld(resource, known=known[resource.pk]) == json_ld(resource)


def test_an_export_of_nothing_is_still_a_file_of_its_kind():
    assert json.loads(whole("jsonld"))["@graph"] == []
    assert json.loads(whole("csl.json")) == []
    assert list(ET.fromstring(whole("dc.xml"))) == []
    assert whole("bib") == whole("ris") == whole("jsonld.jsonl") == b""
    assert rows(whole("csv")) == []
    assert load_workbook(io.BytesIO(whole("xlsx"))).active.max_row == 1


def test_reference_managers_get_a_record_for_each():
    found(3)
    assert len(json.loads(whole("csl.json"))) == 3
    assert whole("bib").decode().count("@misc{") == 3
    assert whole("ris").decode().count("\r\nER  - \r\n") == 3
    assert len(ET.fromstring(whole("dc.xml"))) == 3


def test_columns_are_in_the_language_of_the_reader_or_keys_that_stay():
    [resource] = found(1, titles={"en": "Fractions", "fr": "Les fractions"})
    named = rows(whole("csv", Style("fr")))[0]
    keyed = rows(whole("csv", Style("fr", "keys")))[0]

    assert list(keyed) == [column.key for column in TABLE]
    assert (keyed["title"], named[list(named)[1]]) == ("Fractions", "Les fractions")
    assert (keyed["free"], named[list(named)[17]]) == ("yes", _yes_or_no(True, "fr"))
    assert (keyed["subjects"], keyed["levels"]) == ("algebra", "lower-secondary")
    assert "Algèbre" in named.values()
    assert keyed["licence"] == "cc-by-4.0"
    assert keyed["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert keyed["page"] == f"{BASE}/resources/{resource.public_id}/"
    assert keyed["url"] == "https://lessons.example.org/fractions"
    assert whole("csv", Style("fr")).startswith(b"\xef\xbb\xbf")
    assert not whole("csv", KEYS).startswith(b"\xef\xbb\xbf")


DANGEROUS = ('=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "＝1+1", " =1", "\t=1", "#N/A")


@pytest.mark.parametrize("title", DANGEROUS)
def test_no_cell_is_a_formula(title: str):
    found(1, titles={"en": title}, creators=[{"name": title, "kind": "person", "address": ""}])
    for style in (Style(), KEYS):
        for row in csv.reader(io.StringIO(whole("csv", style).decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(tuple("=+-@＝\t"))]
    sheet = load_workbook(io.BytesIO(whole("xlsx"))).active
    cell = sheet.cell(row=2, column=2)
    assert (cell.data_type, cell.value) == ("s", title.strip())


def test_a_cell_is_one_line_without_what_a_file_cannot_hold():
    found(1, descriptions={"en": "One\nTwo\x07\r\n\u2028Three \uffff" + "x" * 40_000})
    [row] = rows(whole("csv", KEYS))
    assert row["description"].startswith("One Two Three")
    cell = load_workbook(io.BytesIO(whole("xlsx"))).active.cell(row=2, column=3)
    assert len(cell.value) == 32_767


def test_a_workbook_reads_from_right_to_left_in_arabic():
    found(1)
    assert load_workbook(io.BytesIO(whole("xlsx", Style("ar")))).active.sheet_view.rightToLeft
    assert not load_workbook(io.BytesIO(whole("xlsx"))).active.sheet_view.rightToLeft


def test_a_workbook_goes_on_on_another_sheet(monkeypatch):
    monkeypatch.setattr("armillary.dissemination.exports.workbook.ROWS_OF_A_SHEET", 2)
    found(5)
    book = load_workbook(io.BytesIO(whole("xlsx")))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3, 2]


def test_a_search_comes_whole_and_in_its_order(client: Client, monkeypatch):
    monkeypatch.setattr(walking, "PIECE", 2)
    resources = found(5)
    found(1, titles={"en": "Forces"}, subjects=["mechanics"], descriptions={}, keywords=[])
    newest = names(reversed(resources))

    assert (
        ids_in(client, "/resources/export.csv?columns=keys&subject=algebra&sort=newest") == newest
    )
    [third] = [each for each in resources if str(each.titles) == "Lesson 3"]
    first = ids_in(client, "/resources/export.csv?columns=keys&q=title:3")
    assert first == [third.public_id]


@pytest.mark.parametrize("query", ["q=lesson", "q=lesson&sort=newest", "subject=algebra", ""])
def test_an_export_has_what_the_pages_of_the_search_have(client: Client, query: str):
    found(7)
    cursor, paged = "", []
    while True:
        page = client.get(f"/api/v1/resources?size=3&after={cursor}&{query}").json()
        paged += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert ids_in(client, f"/resources/export.csv?columns=keys&{query}") == paged
    assert len(paged) == 7


def test_what_relevance_cannot_reach_comes_newest_first(client: Client, monkeypatch):
    resources = found(5)
    monkeypatch.setattr(walking, "MAX_DEPTH", 3)
    ids = ids_in(client, "/resources/export.csv?columns=keys&q=lesson")
    assert ids == names(reversed(resources))


def test_of_a_work_a_search_has_the_edition_that_its_page_shows(client: Client):
    original, translation = found(2)
    tie_editions(translation, original, kind="translation", by=OPERATOR)
    drain_outbox(wait=True)
    [shown] = ids_in(client, "/resources/export.csv?columns=keys&subject=algebra")
    [item] = client.get("/api/v1/resources?subject=algebra").json()["items"]
    assert shown == item["id"]
    assert len(rows(whole("csv", KEYS))) == 2


def test_a_withdrawal_reaches_an_export_before_the_index_knows(client: Client):
    kept, gone = found(2)
    withdraw_resources([gone.pk], by=SYSTEM, reason="Gone.")
    assert ids_in(client, "/resources/export.csv?columns=keys&subject=algebra") == [kept.public_id]


def test_a_withdrawal_reaches_an_export_under_way(monkeypatch):
    monkeypatch.setattr(chosen, "PIECE", 1)
    first, second = found(2)
    pieces = written(everything(), "bib", Style())
    begun = next(pieces) + next(pieces)
    withdraw_resources([second.pk], by=SYSTEM, reason="Gone.")
    assert first.public_id in begun.decode()
    assert second.public_id not in b"".join(pieces).decode()


def test_a_collection_keeps_its_order(client: Client):
    first, second, gone = found(3)
    collection = create_collection("water", title=TranslatedText.of(en="Water"), by=OPERATOR)
    for resource in (second, gone, first):
        add_to_collection(collection, resource, by=OPERATOR)
    assert client.get("/collections/water/export.csv").status_code == 404
    publish_collection(collection, by=OPERATOR)
    withdraw_resources([gone.pk], by=SYSTEM, reason="Gone.")

    response = client.get("/collections/water/export.csv?columns=keys")

    assert [row["id"] for row in rows(body(response))] == [second.public_id, first.public_id]
    assert "armillary-water-2" in response["Content-Disposition"]
    assert client.get("/collections/fire/export.csv").status_code == 404


def test_a_list_is_for_those_who_may_see_it(client: Client, client_of, member, new_person):
    first, second, gone = found(3)
    entries = [Entry(second.public_id), Entry(gone.public_id), Entry(first.public_id)]
    own = make_list("Monday", entries=entries, owner=member, by=member)
    address = f"/lists/{own.public_id}/export.csv?columns=keys"
    withdraw_resources([gone.pk], by=SYSTEM, reason="Gone.")

    assert client.get(address).status_code == 404
    assert client_of(new_person()).get(address).status_code == 404
    mine = client_of(member).get(address)
    assert mine["Cache-Control"] == "no-store, private"
    assert [row["id"] for row in rows(body(mine))] == names((second, first))
    publish_list(own, by=member)
    assert ids_in(client, address) == names((second, first))


def test_a_file_says_what_it_is(client: Client):
    found(1)
    for kind, known in KINDS.items():
        response = client.get(f"/resources/export.{kind}")
        assert body(response)
        assert response["Content-Type"] == known.content_type, kind
        assert response["Access-Control-Allow-Origin"] == "*"
        disposition = response["Content-Disposition"]
        assert disposition.startswith('attachment; filename="armillary-resources-20'), kind
        assert disposition.endswith(f'.{kind}"')


def test_whoever_asks_for_the_head_gets_the_head(client: Client):
    found(1)
    whole_answer, head = client.get("/resources/export.csv"), client.head("/resources/export.csv")
    body(whole_answer)
    assert (head.getvalue(), head.get("Content-Length")) == (b"", None)
    for name in ("Content-Type", "Content-Disposition", "Access-Control-Allow-Origin"):
        assert head[name] == whole_answer[name]
    assert client.head("/resources/export.doc").status_code == 404
    assert client.post("/resources/export.csv").status_code == 405


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/resources/export.doc", 404, "csv, xlsx"),
        ("/resources/export.csv?reader=tlh", 400, "This site is read in: "),
        ("/resources/export.csv?columns=none", 400, "names, keys"),
        (f"/resources/export.csv?subject={'x' * 300}", 400, "short filter values"),
    ],
)
def test_what_cannot_be_exported_is_one_clear_line(client, address, status, said):
    response = client.get(address)
    assert response.status_code == status
    assert said in response.content.decode()


def test_more_than_a_visitor_can_wait_for_is_refused_with_a_way_out(client, monkeypatch):
    monkeypatch.setattr(Chosen.at_most, "__defaults__", (2,))
    found(3)
    response = client.get("/resources/export.csv")
    assert response.status_code == 400
    assert "/dataset/" in response.content.decode()
    assert ids_in(client, "/resources/export.csv?columns=keys&q=title:2")
    with pytest.raises(TooMuchToExport):
        searched(AskedSearch.of(), "en").at_most()


def test_unknown_formats_are_refused_before_anything_is_read():
    with CaptureQueriesContext(connection) as asked, pytest.raises(NoSuchExport):
        written(Chosen("x", 1, iter(())), "doc", Style())
    assert len(asked) == 0


def test_questions_do_not_grow_with_the_resources():
    def questions(count: int) -> int:
        found(count)
        with CaptureQueriesContext(connection) as asked:
            whole("jsonld")
        return len(asked)

    assert questions(1) == questions(6)


def test_no_piece_is_read_before_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(chosen, "PIECE", 1)
    found(4)
    pieces = writing.written(everything(), "jsonld.jsonl", Style())
    next(pieces)
    next(pieces)
    with CaptureQueriesContext(connection) as asked:
        next(pieces)
    first = len(asked)
    with CaptureQueriesContext(connection) as asked:
        next(pieces)
    assert 0 < len(asked) == first
