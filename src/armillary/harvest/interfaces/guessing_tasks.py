"""Guesses in the background: of what is described anew, and of everything after an import of a
vocabulary. Each task may run twice without harm; receivers only enqueue."""

from collections.abc import Sequence
from typing import Any, Final

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_described
from armillary.core.tasks import enqueue_for_each, task
from armillary.harvest.guessing.labels import edition
from armillary.harvest.operations.guessing import guess_resources
from armillary.people.actors import SYSTEM
from armillary.vocabularies.signals import scheme_imported

PER_TASK: Final = 500


@task()
def guess(ids: list[int]) -> None:
    guess_resources(ids, by=SYSTEM)


@task()
def guess_everything(vocabularies: str, after: int = 0) -> None:
    """A few hundred at a time, so that other work finds room between; a later import of a vocabulary
    begins anew, and this ends."""
    rows = Resource.objects.filter(pk__gt=after, alias_of=None).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:PER_TASK])
    if ids and vocabularies == edition():
        guess_resources(ids, by=SYSTEM)
        guess_everything.enqueue(vocabularies, ids[-1])


def guess_described(ids: Sequence[int], **_: Any) -> None:
    enqueue_for_each(guess, chunks(ids, PER_TASK))


def guess_again(**_: Any) -> None:
    if Resource.objects.exists():
        guess_everything.enqueue(edition())


def connect() -> None:
    """Called when the context starts."""
    resources_described.connect(guess_described, dispatch_uid="harvest.guess_described")
    scheme_imported.connect(guess_again, dispatch_uid="harvest.guess_again")
