"""A table of suggestions is sent to one page, looked at, and becomes records row by row."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml.html import HtmlElement, document_fromstring
from openpyxl import Workbook

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.evaluation.operations import list_resource
from armillary.harvest.enums import Fate
from armillary.harvest.errors import (
    InvalidSubmission,
    NoSuchSubmission,
    SubmissionDecided,
    TooManySubmissions,
)
from armillary.harvest.models import Record, Submission, TableDraft
from armillary.harvest.submissions import operations, queries, tables
from armillary.people.actors import SYSTEM
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

CSV = (
    b"Titel,Adresse,Language,Notiz\n"
    b"A pendulum,https://lab.example.org/pendulum,en,x\n"
    b"Un pendule,https://lab.example.org/pendule,,y\n"
    b",https://lab.example.org/nameless,en,z\n"
    b"A pendulum,https://lab.example.org/pendulum,en,x\n"
)
CHOSEN = {"titles": "Titel", "addresses": "Adresse"}


@pytest.fixture(autouse=True)
def _nothing_opened_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def rows_of(count: int) -> bytes:
    lines = (f"Lesson {number},https://many.example/{number}" for number in range(count))
    return ("title,url\n" + "\n".join(lines)).encode()


def workbook(rows: list[list[str]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def submitted(by: Person, body: bytes = CSV, **more: Any) -> Submission:
    sheet = tables.sheet_of(tables.keep_draft("lessons.csv", body, by=by))
    return tables.submit_table(sheet, more.pop("mapping", CHOSEN), language="fr", by=by, **more)


def fates(submission: Submission) -> dict[Fate, int]:
    return queries.rows_of([submission])[0].counts


@pytest.fixture
def mine(member: Person, client_of: Callable[[Person], Client]) -> Client:
    return client_of(member)


def send(
    client: Client, body: bytes, name: str = "lessons.csv", path: str = "/submit/table/"
) -> Any:
    return client.post(path, {"file": SimpleUploadedFile(name, body)})


def page_of(response: Any, status: int = 200) -> HtmlElement:
    assert response.status_code == status, response.content.decode()[:3000]
    return document_fromstring(response.content)


def text_of(page: HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_every_row_has_a_fate_and_the_receipt_adds_up(member: Person):
    submission = submitted(member)
    assert fates(submission) == {Fate.WAITING: 2, Fate.REJECTED: 2}
    counts = submission.run.counts
    assert (counts["listed"], counts["created"], counts["rejected"]) == (4, 2, 2)
    assert {entry["reason"]: entry["examples"] for entry in submission.run.reasons} == {
        "It has no title.": ["row 4"],
        "The row repeats an earlier one, letter by letter.": ["row 5"],
    }
    assert submission.name == "lessons.csv"


def test_rows_are_kept_as_they_were_with_what_was_read_of_them(member: Person):
    submission = submitted(member)
    record = Record.objects.get(identifier=f"{submission.public_id}/2")
    assert json.loads(record.payload) == {
        "row": {
            "Titel": "A pendulum",
            "Adresse": "https://lab.example.org/pendulum",
            "Language": "en",
            "Notiz": "x",
        },
        "statement": {
            "titles": [{"text": "A pendulum"}],
            "addresses": ["https://lab.example.org/pendulum"],
            "languages": ["en"],
        },
    }


def test_language_of_the_form_is_for_rows_without_one(member: Person):
    submitted(member)
    texts = {next(iter(each.titles.texts.items())) for each in Resource.objects.all()}
    assert texts == {("en", "A pendulum"), ("fr", "Un pendule")}


def test_the_table_itself_is_forgotten(member: Person):
    submitted(member)
    assert not TableDraft.objects.exists()


def test_rows_about_known_resources_join_them(member: Person, new_person, curator: Person):
    first = submitted(new_person())
    for resource in Resource.objects.all():
        list_resource(resource, by=curator)
    second = submitted(member, mapping={**CHOSEN, "keywords": "Notiz"})
    assert fates(second) == {Fate.JOINED: 2, Fate.REJECTED: 2}
    assert fates(first) == {Fate.LISTED: 2, Fate.REJECTED: 2}
    assert second.run.counts["matched"] == 2
    assert not any("keywords" in each.facts for each in Resource.objects.all())
    assert operations.use_words(second, by=curator) == 2
    assert all("keywords" in each.facts for each in Resource.objects.all())
    assert second.run.counts["received"] == 4


def test_undecided_rows_are_taken_back_the_others_stay(member: Person, curator: Person):
    submission = submitted(member)
    listed = Resource.objects.order_by("pk").first()
    list_resource(listed, by=curator)
    operations.take_back(submission, by=member)
    assert fates(submission) == {Fate.LISTED: 1, Fate.REJECTED: 2, Fate.TAKEN_BACK: 1}
    states = Resource.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ResourceState.LISTED, ResourceState.WITHDRAWN]
    with pytest.raises(SubmissionDecided):
        operations.take_back(submission, by=member)


def test_one_mail_once_every_row_is_decided(
    member: Person, curator: Person, run_tasks, mailoutbox: list[Any]
):
    submitted(member)
    first, second = Resource.objects.order_by("pk")
    list_resource(first, by=curator)
    run_tasks()
    assert mailoutbox == []
    list_resource(second, by=curator)
    run_tasks()
    [message] = mailoutbox
    assert message.subject == "Your suggestion was decided on: lessons.csv"
    assert "Listed: 2" in message.body
    assert "Rejected: 2" in message.body


def test_all_rows_or_none(member: Person, monkeypatch):
    """What fails in the middle leaves nothing behind, and can be sent again."""
    draft = tables.keep_draft("lessons.csv", CSV, by=member)
    monkeypatch.setattr(operations, "_told_at_once", lambda _submission: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tables.submit_table(tables.sheet_of(draft), CHOSEN, language="en", by=member)
    assert not Submission.objects.exists()
    assert not Record.objects.exists()
    assert tables.draft_of(member) == draft


def test_five_tables_a_day(member: Person, monkeypatch):
    monkeypatch.setattr(operations, "MOST_TABLES_A_DAY", 1)
    submitted(member, rows_of(1), mapping={})
    with pytest.raises(TooManySubmissions, match="You have sent 1 table in 24 hours"):
        submitted(member, rows_of(2), mapping={})
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        submitted(member, rows_of(2), mapping={})


def test_nobody_keeps_us_busy_with_opening_tables(mine: Client, monkeypatch):
    monkeypatch.setattr(tables, "MOST_AN_HOUR", 2)
    send(mine, CSV)
    assert mine.get("/submit/table/columns/").status_code == 200
    assert mine.get("/submit/table/columns/").status_code == 429
    assert send(mine, CSV).status_code == 429


def test_draft_of_somebody_else_is_not_submitted(member: Person, new_person):
    draft = tables.keep_draft("lessons.csv", CSV, by=new_person())
    with pytest.raises(NoSuchSubmission):
        tables.submit_table(tables.sheet_of(draft), CHOSEN, language="en", by=member)


def test_old_drafts_are_forgotten(member: Person):
    tables.keep_draft("lessons.csv", CSV, by=member)
    assert tables.forget_old_drafts(by=SYSTEM) == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert tables.forget_old_drafts(by=SYSTEM) == 1


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("a.csv", b"", "This is no table."),
        ("a.csv", b"  \n\n ", "This is no table."),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "This is no table."),
        ("a.parquet", b"PAR1\x15\x04", "This is no table."),
        ("a.csv", b"%PDF-1.7\n1 0 obj", "This is no table."),
        ("a.csv", b"\xef\xbb\xbf <!doctype html><p>", "This is no table."),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file."),
        ("a.xlsx", b"PK\x03\x04 no archive", "The table cannot be read"),
        ("a.csv", b"title,url\n", "The table has no rows."),
        ("a.csv", b"a\x00b,c\n1,2\n", "The table cannot be read"),
        ("a.jsonl", b"{" * 5000, "The table cannot be read"),
        ("a.csv", rows_of(5_001), "The table has more than 5000 rows."),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_table_is_refused_by_its_content(
    member: Person, name: str, body: bytes, sentence: str
):
    if body == b"{" * 5000:
        body = b"[" + body
    with pytest.raises(InvalidSubmission, match=sentence):
        tables.keep_draft(name, body, by=member)
    assert not TableDraft.objects.exists()


def test_workbook_that_unpacks_to_very_much_is_refused_in_no_time(member: Person):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * 70_000_000)
    assert len(file.getvalue()) < 100_000
    with pytest.raises(InvalidSubmission, match="unpacks to more than is allowed"):
        tables.keep_draft("a.xlsx", file.getvalue(), by=member)


def test_larger_tables_than_that_are_refused(member: Person, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST", 1_000_000)
    with pytest.raises(InvalidSubmission, match="larger than 1 MB"):
        tables.keep_draft("a.csv", b"title,url\n" + b"x" * 1_000_000, by=member)


@pytest.mark.parametrize(
    "body",
    [
        CSV.replace(b",", b"\t"),
        b'{"title": "A pendulum", "url": "https://lab.example.org/1"}\n',
        workbook([["title", "url"], ["A pendulum", "https://lab.example.org/1"]]),
    ],
    ids=["tsv", "jsonl", "xlsx"],
)
def test_formats_are_told_by_content_whatever_the_name(member: Person, body: bytes):
    """A file called `.txt` or `.exe` is what is in it."""
    draft = tables.keep_draft("upload.exe", body, by=member)
    plan = tables.plan_of(tables.sheet_of(draft), {}, language="")
    assert "A pendulum" in str(plan.rows[0])


def test_steps_in_a_browser(mine: Client):
    assert send(mine, CSV)["Location"] == "/submit/table/columns/"
    page = page_of(mine.get("/submit/table/columns/"))
    assert "Choose the columns that hold the title" not in text_of(page)
    assert page.xpath("//select[@name='titles']/option[@selected]/@value") == ["Titel"]
    assert "A pendulum" in text_of(page)
    assert "It has no title." in text_of(page)
    assert "Columns that are not read: Notiz" in text_of(page)
    sent = {**CHOSEN, "languages": "Language", "keywords": "Notiz", "language": "fr", "note": "!"}
    page = page_of(mine.post("/submit/table/columns/", sent))
    assert "Columns that are not read" not in text_of(page)
    assert not Submission.objects.exists()
    response = mine.post("/submit/table/columns/", {**sent, "submit": "1"})
    submission = Submission.objects.get()
    assert response["Location"] == f"/submissions/{submission.public_id}/"
    assert submission.note == "!"
    page = page_of(mine.get(response["Location"]))
    assert "Waits for a decision (2)" in text_of(page)
    assert "The row repeats an earlier one, letter by letter." in text_of(page)
    page = page_of(mine.get(f"{response['Location']}?fate=rejected"))
    assert "Un pendule" not in text_of(page)
    assert mine.get("/submit/table/columns/").status_code == 404


def test_without_title_or_language_nothing_is_submitted(mine: Client):
    send(mine, CSV)
    sent = {"titles": "", "addresses": "Adresse", "language": "fr", "submit": "1"}
    page = page_of(mine.post("/submit/table/columns/", sent), 400)
    assert "Choose the columns that hold the title and the address." in text_of(page)
    page = page_of(mine.post("/submit/table/columns/", {**CHOSEN, "submit": "1"}), 400)
    assert "Say in which language the resources are." in text_of(page)
    page = page_of(mine.post("/submit/table/columns/", {**CHOSEN, "titles": "Nix"}), 400)
    assert not Submission.objects.exists()


def test_later_pages_of_rows_go_on_by_number(mine: Client, member: Person):
    submission = submitted(member, rows_of(60), mapping={})
    path = f"/submissions/{submission.public_id}/"
    page = page_of(mine.get(path))
    [link] = page.xpath("//a[@rel='next']/@href")
    page = page_of(mine.get(path + link))
    assert page.xpath("//tbody/tr/th[@scope='row']/text()")[-1] == "61"
    assert not page.xpath("//a[@rel='next']")


def test_refusal_of_a_file_is_said_beside_it(mine: Client):
    page = page_of(send(mine, b"%PDF-1.4", "table.csv"), 400)
    [error] = page.xpath("//*[@id='id_file_error']")
    assert "This is no table." in error.text_content()
    page = page_of(mine.post("/submit/table/", {}), 400)
    assert page.xpath("//*[@id='id_file_error']")


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans"])
def test_file_is_taken_in_every_language(mine: Client, prefix: str):
    response = send(mine, CSV, path=f"{prefix}/submit/table/")
    assert response["Location"] == f"{prefix}/submit/table/columns/"


@pytest.mark.parametrize(
    "path",
    ["/submit/form/", "/submit/address/", "/desk/account/", "/accounts/login/", "/ar/submit/form/"],
)
def test_no_other_page_takes_a_file(mine: Client, path: str):
    assert send(mine, CSV, path=path).status_code == 400
    assert not TableDraft.objects.exists()


def test_file_of_a_visitor_is_passed_over(client: Client):
    response = send(client, CSV)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not TableDraft.objects.exists()


def test_second_file_is_refused(mine: Client):
    files = [SimpleUploadedFile("a.csv", CSV), SimpleUploadedFile("b.csv", CSV)]
    assert mine.post("/submit/table/", {"file": files}).status_code == 400


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/submit/table/", 9_000_000, 302),
        ("/submit/table/", 10_200_000, 413),
        ("/submit/form/", 6_000_000, 413),
    ],
)
def test_only_a_table_may_be_larger_than_a_form(mine: Client, path: str, size: int, status: int):
    body = b"title,url\nA,https://a.example/1\nB," + b"x" * size
    assert send(mine, body, path=path).status_code == status
