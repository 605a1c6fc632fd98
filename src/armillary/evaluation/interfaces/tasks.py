"""Checks in the background. Each task may run twice without harm."""

from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.evaluation import operations
from armillary.evaluation.queries import addresses_due
from armillary.evaluation.queries.harvested import waiting_of
from armillary.people.actors import SYSTEM

ADDRESSES_AT_A_TIME = 200
RECORDS_AT_A_TIME = 1_000


@task()
def check(ids: list[int]) -> None:
    operations.check_resources(ids, by=SYSTEM)


@task()
def announce(review_ids: list[int]) -> None:
    operations.announce_reviews(review_ids)


@task()
def ask_addresses() -> None:
    """Does nothing unless the operator has turned link checks on."""
    operations.check_addresses(addresses_due(ADDRESSES_AT_A_TIME), by=SYSTEM)


@task()
def check_waiting(source: int, run: int = 0, after: int = 0) -> None:
    """Look again at the candidates that a source, or one run of it, has brought, a thousand at a
    time: it is trusted by now, or they have been compared with everything else."""
    page = waiting_of(source, run=run, after=after, count=RECORDS_AT_A_TIME)
    operations.check_resources(page.ids, by=SYSTEM)
    if page.after:
        check_waiting.enqueue(source, run=run, after=page.after)


periodic(ask_addresses, every=timedelta(hours=6))
