"""Bring kept records in line with decisions on unknown values, in the background. Each task may run
twice without harm, and leaves room for others between two of its own."""

from typing import Final

from armillary.core.tasks import task
from armillary.harvest.operations.terms import settle_term
from armillary.people.actors import SYSTEM

WAVES: Final = 10  # of 500 records


@task()
def settle_terms(ids: list[int], after: int = 0) -> None:
    """One term after the other; a term of many records in several steps."""
    if not ids:
        return
    after = settle_term(ids[0], after=after, waves=WAVES, by=SYSTEM)
    left = ids if after else ids[1:]
    if left:
        settle_terms.enqueue(left, after)
