"""What a run through the whole list met is known, be it written anew or as it was."""

import pytest

from armillary.harvest.enums import RunState
from armillary.harvest.intake import Intake
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Item
from armillary.harvest.models import Record, Run, Sighting, Source
from armillary.harvest.storing import met_in
from armillary.people.actors import SYSTEM

pytestmark = pytest.mark.django_db

PAYLOAD = (
    '<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{0}</dc:title>'
    "<dc:identifier>https://a.example/{0}</dc:identifier></dc>"
)


@pytest.fixture
def source() -> Source:
    return Source.objects.create(name="a", kind="oai", address="https://a.example/oai")


def item(name: str, title: str = "") -> Item:
    return Item(name, payload=PAYLOAD.format(title or name).encode())


def taken(source: Source, *items: Item, since: str = "") -> Run:
    run = Run.objects.create(source=source, state=RunState.FINISHED, since=since)
    Intake(source, run, kind=kind_of(source.kind), by=SYSTEM).take(items)
    return run


def met(run: Run) -> list[str]:
    rows = Record.objects.filter(met_in(run)).order_by("identifier")
    return list(rows.values_list("identifier", flat=True))


def test_records_are_met_new_changed_and_as_they_were(source: Source):
    first = taken(source, item("a"), item("b"), item("c"))
    again = taken(source, item("a"), item("b", "changed"), item("d"))
    assert met(again) == ["a", "b", "d"]
    assert met(first) == ["a", "c"]


def test_record_that_came_as_it_was_is_not_written(source: Source):
    first = taken(source, item("a"))
    before = Record.objects.values().get()
    assert not Sighting.objects.exists()
    for _time in range(2):
        last = taken(source, item("a"))
    assert Record.objects.values().get() == before
    assert list(Sighting.objects.values_list("record", "seen_in")) == [(before["id"], last.pk)]
    assert before["seen_in"] == first.pk


def test_tombstones_are_met_too(source: Source):
    taken(source, item("a"), item("b"))
    gone = Item("a", is_deleted=True)
    assert met(taken(source, gone)) == ["a"]
    assert met(taken(source, gone, item("b"))) == ["a", "b"]


def test_run_for_what_changed_meets_nothing_as_it_was(source: Source):
    taken(source, item("a"), item("b"))
    assert met(taken(source, item("a"), item("b", "changed"), since="2026-11-01")) == ["b"]


def test_what_a_run_marked_before_there_were_sightings_counts(source: Source):
    run = taken(source, item("a"), item("b"))
    Record.objects.update(seen_in=0)
    assert met(run) == []
    Record.objects.filter(identifier="a").update(seen_in=run.pk)
    assert met(run) == ["a"]
