"""A source is removed by every door alike, once it was said what becomes of what it gave."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.core.errors import Refused
from armillary.harvest.enums import SourceState
from armillary.harvest.errors import SourceBusy, SourceInUse
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import (
    change_source,
    let_go_of_records,
    plan_removal,
    remove_source,
    retiring,
)
from armillary.people.actors import OPERATOR
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]
PLAN = {"is_retired": True, "records": 25, "withdrawn": 15, "kept": 10}


@pytest.fixture
def books(provide: Make, source_of: Make, harvest: Harvest) -> Source:
    """25 books, of which another source has ten."""
    made: Source = source_of(provide(25))
    harvest(made)
    harvest(source_of(provide(10), "other"))
    return Source.objects.get(pk=made.pk)


def states() -> dict[str, int]:
    names = Resource.objects.values_list("state", flat=True)
    return {name: list(names).count(name) for name in set(names)}


def test_plan_says_what_would_become_of_everything_and_changes_nothing(books: Source):
    plan = plan_removal(books, by=OPERATOR)
    assert plan.facts() == PLAN
    assert plan.sentences() == [
        "25 records stop speaking, and are kept as they are.",
        "15 resources are withdrawn, since no other source has them.",
        "10 resources stay, as other sources describe them.",
    ]
    assert states() == {"candidate": 25}


def test_source_that_gave_records_is_not_removed_without_being_told(books: Source):
    with pytest.raises(SourceInUse, match="15 resources are withdrawn"):
        remove_source(books, by=OPERATOR)
    assert states() == {"candidate": 25}


def test_what_was_planned_is_what_happens(books: Source, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retiring, "AT_ONCE", 10)
    payloads = set(Record.objects.values_list("identifier", "payload"))
    assert remove_source(books, retire=True, by=OPERATOR).facts() == PLAN
    assert let_go_of_records(books, by=OPERATOR) == 25
    assert states() == {"withdrawn": 15, "candidate": 10}
    assert set(Record.objects.values_list("identifier", "payload")) == payloads
    assert Record.objects.filter(source=books, is_deleted=True).count() == 25
    [entry] = LogEntry.objects.filter(action="retire-source")
    assert entry.facts == PLAN
    assert let_go_of_records(books, by=OPERATOR) == 0


def test_merged_resource_stays_where_another_source_speaks_for_the_other(
    books: Source, provide: Make, source_of: Make, harvest: Harvest
):
    from armillary.catalogue.operations import merge_resources
    from armillary.harvest.models import Record

    own = Record.objects.get(source=books, identifier="oai:books.example:20").resource
    other = Record.objects.get(source__name="other", identifier="oai:books.example:1").resource
    assert own is not None
    assert other is not None
    merge_resources(other, own, by=OPERATOR)
    assert plan_removal(books, by=OPERATOR).facts() == {**PLAN, "withdrawn": 14}
    remove_source(books, retire=True, by=OPERATOR)
    let_go_of_records(books, by=OPERATOR)
    other.refresh_from_db()
    assert other.state == "candidate"


def test_retired_source_is_not_harvested_until_it_is_resumed_and_then_brings_back_what_it_has(
    books: Source, harvest: Harvest
):
    remove_source(books, retire=True, by=OPERATOR)
    let_go_of_records(books, by=OPERATOR)
    with pytest.raises(SourceBusy, match="is retired"):
        harvest(Source.objects.get(pk=books.pk))
    resumed = change_source(books, paused=False, by=OPERATOR)
    assert harvest(resumed).counts["updated"] == 25
    assert states() == {"candidate": 25}


def test_letting_go_stops_where_the_source_is_taken_up_again(books: Source):
    remove_source(books, retire=True, by=OPERATOR)
    change_source(books, paused=False, by=OPERATOR)
    assert let_go_of_records(books, by=OPERATOR) == 0


def test_form_of_a_retired_source_does_not_take_it_up_by_accident(books: Source):
    remove_source(books, retire=True, by=OPERATOR)
    assert change_source(books, paused=True, title="T", by=OPERATOR).state == SourceState.RETIRED


def test_web_shows_the_plan_and_does_it(
    books: Source, client_of: Callable[[Person], Client], curator: Person, run_tasks: Make
):
    client = client_of(curator)
    address = reverse("harvest:remove-source", args=["books"])
    source = reverse("harvest:source", args=["books"])
    assert address in client.get(source).content.decode()
    page = client.get(address).content.decode()
    assert "15 resources are withdrawn, since no other source has them." in page
    assert states() == {"candidate": 25}
    assert client.post(address, {"retire": "1"}).status_code == 302
    run_tasks()
    assert states()["withdrawn"] == 15
    assert "Retired" in client.get(source).content.decode()


def test_api_shows_the_plan_and_does_it(
    books: Source, client_of: Callable[[Person], Client], curator: Person, run_tasks: Make
):
    client = client_of(curator)
    assert client.get("/api/v1/sources/books/removal").json() == PLAN
    assert client.delete("/api/v1/sources/books").status_code == 409
    answer = client.delete("/api/v1/sources/books?retire=true")
    assert (answer.status_code, answer.json()) == (202, PLAN)
    run_tasks()
    assert states()["withdrawn"] == 15


def test_command_shows_the_plan_and_does_it(books: Source):
    planned = CliRunner().invoke(app, ["remove", "books", "--plan", "--json"])
    assert json.loads(planned.output) == PLAN
    assert states() == {"candidate": 25}
    done = CliRunner().invoke(app, ["remove", "books", "--yes"])
    assert done.output.splitlines()[-1] == "books was removed."
    assert states()["withdrawn"] == 15


@pytest.mark.parametrize("do", [plan_removal, remove_source])
def test_others_may_not(books: Source, member: Person, do: Callable[..., Any]):
    with pytest.raises(Refused):
        do(books, by=member)
