"""Checks in the background. Each task may run twice without harm."""

from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.evaluation import operations
from armillary.evaluation.queries import addresses_due, waiting_ids
from armillary.people.actors import SYSTEM

ADDRESSES_AT_A_TIME = 200
CANDIDATES_AT_A_TIME = 1_000


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
def check_waiting(after: int = 0) -> None:
    """Look at all candidates again, a thousand at a time: a source may be trusted by now, or a
    suspicion settled. What has not changed costs next to nothing."""
    ids = waiting_ids(after=after, count=CANDIDATES_AT_A_TIME)
    operations.check_resources(ids, by=SYSTEM)
    if len(ids) == CANDIDATES_AT_A_TIME:
        check_waiting.enqueue(ids[-1])


periodic(ask_addresses, every=timedelta(hours=6))
periodic(check_waiting, every=timedelta(hours=1))
