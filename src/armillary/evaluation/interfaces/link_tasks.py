"""Links in the background: keep them as the facts are, ask them when they are due. Each task may run
twice without harm; asking stands in the queue of long tasks, so that nothing waits for it."""

from datetime import timedelta
from typing import Final

from django.conf import settings

from armillary.core.tasks import LONG, periodic, task
from armillary.evaluation.links import gathering, operations
from armillary.people.actors import SYSTEM

FORGOTTEN_AT_A_TIME: Final = 2_000


@task()
def tend_links(ids: list[int]) -> None:
    gathering.tend_links(ids, by=SYSTEM)


@task()
def gather_links(after: int = 0) -> None:
    """What has no links yet, from before they were gathered, a piece at a time."""
    following = gathering.tend_forgotten(after=after, count=FORGOTTEN_AT_A_TIME, by=SYSTEM)
    if following:
        gather_links.enqueue(following)


@task(queue_name=LONG)
def ask_due_links() -> None:
    """Does nothing unless the operator has turned link checks on."""
    if settings.LINK_CHECKS:
        operations.ask_due_links(by=SYSTEM)


@task(queue_name=LONG)
def ask_chosen_links(links: list[int]) -> None:
    """What a curator wants to be asked now."""
    if settings.LINK_CHECKS:
        operations.ask_links(links, by=SYSTEM)


@task()
def forget_links() -> None:
    gathering.forget_links(by=SYSTEM)


periodic(gather_links, every=timedelta(days=1))
periodic(ask_due_links, every=timedelta(minutes=10))
periodic(forget_links, every=timedelta(days=1))
