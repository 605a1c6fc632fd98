"""Links, hosts that misbehave, and a clock that can be turned on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from tests.faulty_site import FaultySite

from armillary.catalogue.models import Resource
from armillary.core.http import Manners, outgoing
from armillary.core.http.fetcher import HttpFetcher
from armillary.core.tasks import drain
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.links.availability import restate_availability
from armillary.evaluation.links.gathering import tend_links
from armillary.evaluation.links.hosts import restate_hosts
from armillary.evaluation.links.operations import Round, ask_due_links
from armillary.evaluation.links.rounds import Pace
from armillary.evaluation.models import Link
from armillary.people.actors import SYSTEM

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SINCE = datetime(2026, 2, 1, tzinfo=UTC)
OLD, NEW = "https://lessons.example/old", "https://lessons.example/new"
QUICK = Manners(connect=1.0, read=0.6, total=1.0, attempts=1, interval=0, longest_delay=0.1)
PACE = Pace(threads=3, seconds=60)


@pytest.fixture
def site() -> Iterator[FaultySite]:
    site = FaultySite()
    yield site
    site.close()


@pytest.fixture
def sites() -> Iterator[Callable[[], FaultySite]]:
    made: list[FaultySite] = []

    def make(**options: Any) -> FaultySite:
        made.append(FaultySite(**options))
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture
def checks_on(settings: Any) -> None:
    """As an operator would turn them on, on an intranet."""
    settings.LINK_CHECKS = True
    settings.ALLOW_PRIVATE_ADDRESSES = True


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stands at noon; `shift` turns it on. The clock by which we wait for hosts runs as ever."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def quick() -> HttpFetcher:
    return outgoing(manners=QUICK)


@pytest.fixture
def lead_to(new_resource: Callable[..., Resource]) -> Callable[..., Resource]:
    """A listed resource that leads to these addresses, and its links."""

    def make(*addresses: str, listed: bool = True, **facts: Any) -> Resource:
        resource = new_resource(listed=listed, addresses=list(addresses), **facts)
        tend_links([resource.pk], by=SYSTEM)
        return resource

    return make


@pytest.fixture
def ask(checks_on: None, clock: Any) -> Callable[..., Round]:
    """Let some days pass, then ask whatever is due, and let everybody hear of it."""

    def make(*, after: timedelta = timedelta(days=1), **options: Any) -> Round:
        clock.shift(after)
        done = ask_due_links(by=SYSTEM, pace=PACE, web=options.get("web", quick))
        drain()
        return done

    return make


def link_to(address: str) -> Link:
    return Link.objects.select_related("host").get(address=address)


def stand(address: str, standing: Standing, outcome: Outcome, **values: Any) -> Link:
    """As if it had been asked often enough."""
    Link.objects.filter(address=address).update(
        standing=standing, outcome=outcome, asked_at=SINCE, **values
    )
    link = link_to(address)
    restate_availability(list(link.users.values_list("resource_id", flat=True)), by=SYSTEM)
    restate_hosts([link.host_id])
    return link


def moved(address: str = OLD, to: str = NEW) -> Link:
    return stand(address, Standing.MOVED, Outcome.MOVED, leads_to=to, moves=2)


def broken(address: str = OLD) -> Link:
    values = {"status": 404, "misses": 4, "missed_since": SINCE}
    return stand(address, Standing.BROKEN, Outcome.MISSING, **values)
