"""Decisions are told to whoever suggested a resource. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any

from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_restated
from armillary.harvest.submissions.signals import changes_asked

PER_TASK = 400


def tell_submitters(ids: Sequence[int], **_: Any) -> None:
    """A harvest restates thousands at once; where nobody waits for news, nothing is enqueued."""
    from armillary.harvest.interfaces.submission_tasks import tell_submitters
    from armillary.harvest.submissions.queries import somebody_waits

    if somebody_waits():
        for part in chunks(list(ids), PER_TASK):
            tell_submitters.enqueue(list(part))


def tell_of_asked_changes(submission: int, **_: Any) -> None:
    from armillary.harvest.interfaces.submission_tasks import tell_of_asked_changes

    tell_of_asked_changes.enqueue(submission)


def connect() -> None:
    """Called when the context starts."""
    resources_restated.connect(tell_submitters, dispatch_uid="harvest.tell_submitters")
    changes_asked.connect(tell_of_asked_changes, dispatch_uid="harvest.tell_of_asked_changes")
