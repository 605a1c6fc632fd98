"""Several workers refresh at once, on a database where they can: the order of change holds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
from django.db import connection, connections, transaction
from tests.dissemination.conftest import describe, list_resources

from armillary.dissemination.models import OaiClock, OaiRecord, OaiRefresh
from armillary.dissemination.operations import Refreshed, refresh_records
from armillary.dissemination.queries import settled_moment
from armillary.people.actors import SYSTEM

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only PostgreSQL has several writers at once"
    ),
]


def refresh(ids: Sequence[int]) -> Refreshed:
    try:
        return refresh_records(ids, by=SYSTEM)
    finally:
        connections.close_all()


def test_workers_give_out_positions_and_datestamps_in_one_order():
    ids = describe(400)
    list_resources(ids, by=SYSTEM)

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(refresh, [ids[start : start + 20] for start in range(0, 400, 20)]))

    assert sum(one.written for one in done) == 400
    rows = list(OaiRecord.objects.order_by("position").values_list("position", "datestamp"))
    assert [position for position, _stamp in rows] == list(range(1, 401))
    assert [stamp for _position, stamp in rows] == sorted(stamp for _position, stamp in rows)
    assert OaiClock.objects.get().size == 400
    assert not OaiRefresh.objects.exists()


def test_what_is_stamped_but_not_committed_holds_the_response_date_back():
    """A slow commit: whoever asked meanwhile comes back with a date that includes it."""
    [number] = describe(1)
    list_resources([number], by=SYSTEM)
    stamped, asked = Event(), Event()

    def hold_the_lock() -> None:
        with transaction.atomic():
            OaiClock.objects.select_for_update().get(pk=1)
            stamped.set()
            asked.wait(10)
        connections.close_all()

    def ask() -> datetime:
        while not OaiRefresh.objects.exists():
            pass
        moment = settled_moment()
        asked.set()
        connections.close_all()
        return moment

    OaiClock.objects.create(pk=1, datestamp="2026-01-01T00:00:00Z")
    with ThreadPoolExecutor(3) as workers:
        holder = workers.submit(hold_the_lock)
        stamped.wait(10)
        refreshed = workers.submit(refresh, [number])
        moment = workers.submit(ask).result(10)
        holder.result(10)
        assert refreshed.result(10).written == 1

    stamp = OaiRecord.objects.values_list("datestamp", flat=True).get(pk=number)
    assert moment.replace(microsecond=0) <= stamp
