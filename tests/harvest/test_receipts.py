"""Receipts of every run: as a page, as JSON and as CSV, at the desk and on the command line."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from armillary.harvest.errors import NoSuchRun
from armillary.harvest.interfaces.cli import app
from armillary.harvest.interfaces.exports import receipt_csv
from armillary.harvest.models import Run
from armillary.harvest.queries import receipt
from armillary.people.models import Person

from .conftest import Book

pytestmark = pytest.mark.django_db

UNUSABLE = "It has no address or identifier that can be used."

Make = Callable[..., Any]
ClientOf = Callable[[Person], Client]


@pytest.fixture
def run(provide: Make, source_of: Make, harvest: Make) -> Run:
    books = [Book(1), Book(2), Book(3, title=" ", address="=HYPERLINK(1)")]
    done: Run = harvest(source_of(provide(books=books, announced=3)))
    return done


def address(name: str, run: Run) -> str:
    return reverse(f"harvest:{name}", args=["books", run.pk])


def rows_of(text: str) -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[2] for row in csv.reader(StringIO(text))}


def test_page_states_counts_and_proof(run: Run, client_of: ClientOf, curator: Person):
    page = client_of(curator).get(address("run", run)).content.decode()
    assert '<th scope="row">Received</th><td>3</td>' in page
    assert '<th scope="row">Rejected</th><td>1</td>' in page
    for sentence in (
        "The source&#x27;s list was gone through to its end.",
        "The source said that its list had ended.",
        "The whole list was asked for.",
        "No record is missing.",
        "It has no title.",
    ):
        assert sentence in page
    assert address("receipt-json", run) in page
    assert address("receipt-csv", run) in page


def test_source_links_to_the_receipt_of_every_run(
    run: Run, harvest: Make, client_of: ClientOf, curator: Person
):
    second = harvest(run.source)
    page = client_of(curator).get(reverse("harvest:source", args=["books"])).content.decode()
    assert address("run", run) in page
    assert address("run", second) in page


def test_terminal_shows_the_proof_too(run: Run):
    printed = CliRunner().invoke(app, ["receipt", "books"]).output
    for sentence in (
        "The source's list was gone through to its end.",
        "The source said that its list had ended.",
        "The whole list was asked for.",
        "No record is missing.",
    ):
        assert sentence in printed


def test_json_is_the_same_receipt_at_the_desk_and_on_the_command_line(
    run: Run, client_of: ClientOf, curator: Person
):
    shown = client_of(curator).get(address("receipt-json", run)).json()
    assert shown == receipt(run)
    printed = CliRunner().invoke(app, ["receipt", "books", "--run", str(run.pk), "--json"])
    assert json.loads(printed.output) == shown


def test_csv_has_a_line_for_everything(run: Run, client_of: ClientOf, curator: Person):
    answer = client_of(curator).get(address("receipt-csv", run))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = rows_of(answer.content.decode())
    assert (rows["count", "received"], rows["count", "rejected"]) == ("3", "1")
    assert (rows["proof", "complete"], rows["proof", "by"]) == ("True", "end-of-list")
    assert rows["reason", f"It has no title. {UNUSABLE}"] == "1"
    printed = CliRunner().invoke(app, ["receipt", "books", "--csv"])
    assert printed.output == answer.content.decode()


def test_words_of_strangers_are_no_formulas(run: Run):
    facts = receipt(run)
    facts["reasons"] = [{"reason": "=1+1", "count": 1, "examples": ["@SUM(A1)", "b"]}]
    last = list(csv.reader(StringIO(receipt_csv(facts))))[-1]
    assert last == ["reason", "'=1+1", "1", "'@SUM(A1) | b"]


def test_run_of_another_source_is_not_found(
    run: Run, provide: Make, source_of: Make, client_of: ClientOf, curator: Person
):
    source_of(provide(1), "other")
    wrong = reverse("harvest:run", args=["other", run.pk])
    answer = client_of(curator).get(wrong)
    assert answer.status_code == 404
    assert f"other has no run {run.pk}." in answer.content.decode()
    failed = CliRunner().invoke(app, ["receipt", "other", "--run", str(run.pk)])
    assert isinstance(failed.exception, NoSuchRun)


@pytest.mark.parametrize("name", ["run", "receipt-json", "receipt-csv"])
def test_receipts_are_for_those_who_look_after_sources(
    run: Run, name: str, client: Client, client_of: ClientOf, member: Person
):
    assert client.get(address(name, run)).status_code == 302
    assert client_of(member).get(address(name, run)).status_code == 403


def test_runs_are_listed_newest_first(run: Run, harvest: Make):
    second = harvest(run.source)
    listed = json.loads(CliRunner().invoke(app, ["runs", "books", "--json"]).output)
    assert [entry["run"] for entry in listed] == [second.pk, run.pk]
    assert "finished" in CliRunner().invoke(app, ["runs", "books"]).output
