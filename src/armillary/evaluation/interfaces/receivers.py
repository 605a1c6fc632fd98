"""New facts are checked, published reviews are announced. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any

from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_described
from armillary.review.signals import reviews_restated

PER_TASK = 500


def check_described(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import check

    for part in chunks(list(ids), PER_TASK):
        check.enqueue(list(part))


def announce_restated(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import announce

    announce.enqueue(list(ids))


def connect() -> None:
    """Called when the context starts."""
    resources_described.connect(check_described, dispatch_uid="evaluation.check_described")
    reviews_restated.connect(announce_restated, dispatch_uid="evaluation.announce_restated")
