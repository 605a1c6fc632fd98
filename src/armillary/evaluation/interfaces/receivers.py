"""New facts and settled doubts are checked, published reviews are announced. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any

from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_described
from armillary.harvest.signals import run_compared, suspicions_restated, trust_changed
from armillary.review.signals import reviews_restated

PER_TASK = 500


def check_all(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import check

    for part in chunks(list(ids), PER_TASK):
        check.enqueue(list(part))


def check_compared(source: int, run: int, **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import check_waiting

    check_waiting.enqueue(source, run=run)


def check_trusted(source: int, *, trusted: bool, **_: Any) -> None:
    """Where trust ends there is nothing to do: what is listed stays."""
    from armillary.evaluation.interfaces.tasks import check_waiting

    if trusted:
        check_waiting.enqueue(source)


def announce_restated(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import announce

    announce.enqueue(list(ids))


def connect() -> None:
    """Called when the context starts."""
    resources_described.connect(check_all, dispatch_uid="evaluation.check_described")
    suspicions_restated.connect(check_all, dispatch_uid="evaluation.check_suspected")
    run_compared.connect(check_compared, dispatch_uid="evaluation.check_compared")
    trust_changed.connect(check_trusted, dispatch_uid="evaluation.check_trusted")
    reviews_restated.connect(announce_restated, dispatch_uid="evaluation.announce_restated")
