"""A run goes through the list, accounts for every record, and goes on where it was interrupted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import Resource
from armillary.harvest.enums import RunState
from armillary.harvest.errors import SourceBusy
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import change_source, run_source
from armillary.harvest.queries import receipt
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry

from .conftest import Book, Provider

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]


def counts_of(run: Run) -> dict[str, int]:
    """Counts that are not zero; every receipt of every test adds up."""
    assert run.counts["received"] == sum(run.counts[fate] for fate in FATES)
    return {name: number for name, number in run.counts.items() if number}


def test_first_run_takes_everything(provide: Make, source_of: Make, harvest: Harvest):
    run = harvest(source_of(provide(25)))
    assert run.state == RunState.FINISHED
    assert counts_of(run) == {"listed": 25, "received": 25, "created": 25}
    assert run.proof == {"complete": True, "by": "list-size", "missing": "none"}
    assert Record.objects.count() == Resource.objects.count() == 25


def test_payload_is_kept_verbatim_and_provenance_names_the_record(
    provide: Make, source_of: Make, harvest: Harvest
):
    harvest(source_of(provide(books=[Book(7, title="Sums & more")])))
    record = Record.objects.get()
    assert b"<dc:title>Sums &amp; more</dc:title>" in bytes(record.payload)
    assert record.resource is not None
    assert record.resource.titles.texts == {"en": "Sums & more"}
    assert record.resource.provenance["titles"]["ref"] == "books:oai:books.example:7"


def test_second_run_asks_for_changes_since_the_providers_own_clock(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(25, clock="2026-06-01T12:00:00Z")
    source = source_of(provider)
    harvest(source)
    provider.clock = "2026-07-01T12:00:00Z"
    provider.books[3] = Book(4, title="New title", datestamp="2026-06-15T00:00:00Z")
    provider.books[4] = Book(5, deleted=True, datestamp="2026-06-16T00:00:00Z")
    provider.books.append(Book(26, datestamp="2026-06-17T00:00:00Z"))
    source.refresh_from_db()
    run = harvest(source)
    assert provider.lists[-1]["from"] == "2026-06-01T12:00:00Z"
    assert counts_of(run) == {
        "listed": 3, "received": 3, "created": 1, "updated": 1, "deleted": 1
    }  # fmt: skip
    source.refresh_from_db()
    assert source.since == "2026-07-01T12:00:00Z"


def test_provider_with_days_is_asked_by_day(provide: Make, source_of: Make, harvest: Harvest):
    provider = provide(3, granularity="YYYY-MM-DD")
    source = source_of(provider)
    harvest(source)
    source.refresh_from_db()
    harvest(source)
    assert provider.lists[-1]["from"] == "2026-06-01"


def test_nothing_new_is_a_run_like_any_other(provide: Make, source_of: Make, harvest: Harvest):
    source = source_of(provide(3))
    harvest(source)
    source.refresh_from_db()
    run = harvest(source)
    assert (run.state, counts_of(run)) == (RunState.FINISHED, {})
    assert Resource.objects.count() == 3


def test_set_and_format_are_asked_for(provide: Make, source_of: Make, harvest: Harvest):
    provider = provide(3)
    harvest(source_of(provider, set="physics", prefix="nsdl_dc"))
    assert provider.lists[0] == {
        "verb": "ListRecords", "metadataPrefix": "nsdl_dc", "set": "physics"
    }  # fmt: skip


def test_full_run_finds_what_vanished_silently(provide: Make, source_of: Make, harvest: Harvest):
    provider = provide(25)
    source = source_of(provider)
    harvest(source)
    del provider.books[20:]
    run = harvest(source, full=True)
    assert counts_of(run) == {"listed": 20, "received": 20, "unchanged": 20, "missing": 5}
    assert run.proof == {"complete": True, "by": "list-size", "missing": "deleted"}
    assert Resource.objects.filter(state="withdrawn").count() == 5
    again = harvest(source, full=True)
    assert counts_of(again) == {"listed": 20, "received": 20, "unchanged": 20}


def test_more_than_half_missing_withdraws_nothing(provide: Make, source_of: Make, harvest: Harvest):
    provider = provide(25)
    source = source_of(provider)
    harvest(source)
    del provider.books[10:]
    run = harvest(source, full=True)
    assert run.counts["missing"] == 15
    assert run.proof == {"complete": True, "by": "end-of-list", "missing": "kept"}
    assert not Resource.objects.filter(state="withdrawn").exists()
    assert [entry["reason"] for entry in run.reasons] == [
        "More than half of the records were missing; nothing was withdrawn."
    ]


def test_incomplete_list_proves_nothing(provide: Make, source_of: Make, harvest: Harvest):
    provider = provide(25)
    source = source_of(provider)
    harvest(source)
    source.refresh_from_db()
    provider.announced = 30
    provider.books.pop()
    run = harvest(source, full=True)
    assert run.proof == {"complete": False, "missing": "kept"}
    assert run.counts["missing"] == 1
    before, _now = source.since, source.refresh_from_db()
    assert source.since == before
    assert not Record.objects.filter(is_deleted=True).exists()


def test_deleted_record_withdraws_its_resource_and_comes_back(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(3)
    source = source_of(provider)
    harvest(source)
    provider.books[0].deleted = True
    assert counts_of(harvest(source, full=True))["deleted"] == 1
    resource = Record.objects.get(identifier="oai:books.example:1").resource
    assert resource is not None
    assert (resource.state, resource.reason) == ("withdrawn", "Its source no longer offers it.")
    provider.books[0].deleted = False
    assert counts_of(harvest(source, full=True))["updated"] == 1
    resource.refresh_from_db()
    assert resource.state == "candidate"
    assert Resource.objects.count() == 3


def test_tombstone_of_a_record_never_seen_is_kept(provide: Make, source_of: Make, harvest: Harvest):
    source = source_of(provide(books=[Book(1, deleted=True), Book(2)]))
    assert counts_of(harvest(source)) == {
        "listed": 2, "received": 2, "created": 1, "deleted": 1
    }  # fmt: skip
    assert counts_of(harvest(source, full=True)) == {
        "listed": 2, "received": 2, "unchanged": 2
    }  # fmt: skip


def test_record_twice_on_a_page_is_one_record(provide: Make, source_of: Make, harvest: Harvest):
    twice = [Book(1, title="First"), Book(1, title="Second"), Book(2)]
    run = harvest(source_of(provide(books=twice)))
    assert counts_of(run) == {"listed": 3, "received": 3, "created": 2, "updated": 1}
    assert Record.objects.get(identifier="oai:books.example:1").resource.titles.texts == {
        "en": "Second"
    }


def test_failed_run_goes_on_where_it_was(provide: Make, source_of: Make, harvest: Harvest):
    broken = [True]

    def fault(provider: Provider, question: dict[str, str]) -> Any:
        start, _since = provider.place(question)
        return (500, {}, b"") if start == 20 and broken else ...

    provider = provide(45, fault=fault)
    source = source_of(provider)
    run = harvest(source)
    assert (run.state, run.counts["created"]) == (RunState.FAILED, 20)
    assert run.problem.endswith("has a problem of its own (500). Try again later.")
    broken.clear()
    asked = len(provider.lists)
    again = harvest(source)
    assert again.pk == run.pk
    assert counts_of(again) == {"listed": 45, "received": 45, "created": 45}
    assert provider.lists[asked]["resumptionToken"] == "20&since="


def test_run_that_gets_nowhere_twice_begins_anew(provide: Make, source_of: Make, harvest: Harvest):
    def fault(provider: Provider, question: dict[str, str]) -> Any:
        return (500, {}, b"") if provider.place(question)[0] == 20 else ...

    provider = provide(45, fault=fault)
    source = source_of(provider)
    for _time in range(2):
        harvest(source)
    provider.fault = lambda _provider, _question: ...
    asked = len(provider.lists)
    run = harvest(source)
    assert provider.lists[asked].get("resumptionToken") is None
    assert counts_of(run) == {"listed": 45, "received": 45, "created": 25, "unchanged": 20}


def test_query_count_of_a_page_does_not_depend_on_its_size(
    provide: Make, source_of: Make, harvest: Harvest
):
    def queries(count: int, name: str) -> int:
        books = [Book(n, address=f"https://{name}.example/{n}") for n in range(count)]
        source = source_of(provide(books=books, page_size=100), name)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            harvest(source)
        return len(captured)

    queries(1, "warm")
    assert queries(3, "few") == queries(60, "many")


def test_unchanged_page_writes_one_statement_for_its_records(
    provide: Make, source_of: Make, harvest: Harvest
):
    source = source_of(provide(60, page_size=100))
    harvest(source)
    with CaptureQueriesContext(connection) as captured:
        harvest(source, full=True)
    writes = [q["sql"] for q in captured if "harvest_record" in q["sql"] and "UPDATE" in q["sql"]]
    assert len(writes) == 1


def test_one_run_of_a_source_at_a_time(provide: Make, source_of: Make, harvest: Harvest):
    source = source_of(provide(3))
    Run.objects.create(source=source, worker="elsewhere:1")
    with pytest.raises(SourceBusy, match="is being harvested by another process"):
        harvest(source)


def test_run_of_a_dead_process_is_taken_over(provide: Make, source_of: Make, harvest: Harvest):
    import socket

    source = source_of(provide(3))
    dead = Run.objects.create(source=source, worker=f"{socket.gethostname()}:999999999")
    run = harvest(source)
    assert run.pk == dead.pk
    assert run.state == RunState.FINISHED


def test_paused_source_is_not_run(provide: Make, source_of: Make, harvest: Harvest):
    source = change_source(source_of(provide(3)), paused=True, by=OPERATOR)
    with pytest.raises(SourceBusy, match="is paused"):
        harvest(source)


def test_visitor_may_not_run(provide: Make, source_of: Make):
    from armillary.core.errors import Refused

    with pytest.raises(Refused):
        run_source(source_of(provide(1)), by=VISITOR)
    assert not Run.objects.exists()


def test_log_has_one_entry_per_page(provide: Make, source_of: Make, harvest: Harvest):
    harvest(source_of(provide(25)))
    entries = LogEntry.objects.filter(stream="harvest:books").order_by("number")
    assert [entry.action for entry in entries] == ["take-page"] * 3 + ["finish-run"]
    assert entries[0].facts == {"received": 10, "created": 10}
    assert first_broken_link("harvest:books") is None


def test_receipt_is_for_machines_too(provide: Make, source_of: Make, harvest: Harvest):
    facts = receipt(harvest(source_of(provide(3))))
    assert facts["source"] == "books"
    assert {name: facts[name] for name in ("listed", "created", "missing", "suspected")} == {
        "listed": 3, "created": 3, "missing": 0, "suspected": 0
    }  # fmt: skip
    assert facts["whole_list"] is True
