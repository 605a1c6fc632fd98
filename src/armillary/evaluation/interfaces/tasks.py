"""Checks in the background. Each task may run twice without harm."""

from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.evaluation import operations
from armillary.evaluation.problems.operations import forget_reporters as forget_reporters_now
from armillary.evaluation.queries.foreign import records_with_reviews
from armillary.evaluation.queries.harvested import waiting_of
from armillary.people.actors import SYSTEM

RECORDS_AT_A_TIME = 1_000
ENTRIES_AT_A_TIME = 200  # each with all its reviews


@task()
def check(ids: list[int]) -> None:
    operations.check_resources(ids, by=SYSTEM)


@task()
def announce(review_ids: list[int]) -> None:
    operations.announce_reviews(review_ids)


@task()
def check_waiting(source: int, run: int = 0, after: int = 0) -> None:
    """Look again at the candidates that a source, or one run of it, has brought, a thousand at a
    time: it is trusted by now, or they have been compared with everything else."""
    page = waiting_of(source, run=run, after=after, count=RECORDS_AT_A_TIME)
    operations.check_resources(page.ids, by=SYSTEM)
    if page.after:
        check_waiting.enqueue(source, run=run, after=page.after)


@task()
def forget_claimants() -> None:
    operations.forget_claimants(by=SYSTEM)


@task()
def forget_reporters() -> None:
    forget_reporters_now(by=SYSTEM)


@task()
def take_foreign_reviews(source: int, run: int, after: int = 0) -> None:
    """Reviews that a run of another Armillary has brought, changed or lost."""
    page = records_with_reviews(source, run=run, after=after, count=ENTRIES_AT_A_TIME)
    operations.take_foreign_reviews(page.ids, by=SYSTEM)
    if page.after:
        take_foreign_reviews.enqueue(source, run, after=page.after)


periodic(forget_claimants, every=timedelta(days=1))
periodic(forget_reporters, every=timedelta(days=1))
