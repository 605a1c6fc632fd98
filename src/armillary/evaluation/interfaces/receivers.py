"""New facts and settled doubts are checked, published reviews are announced, those of other sites are
taken over, the links of what is described or restated are kept. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any

from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import resources_described, resources_restated
from armillary.core.tasks import enqueue_for_each
from armillary.evaluation.signals import links_restated
from armillary.harvest.signals import (
    guesses_restated,
    run_compared,
    suspicions_restated,
    trust_changed,
)
from armillary.review.signals import reviews_restated

PER_TASK = 500


def check_all(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import check

    enqueue_for_each(check, chunks(ids, PER_TASK))


def tend_all(ids: Sequence[int], **_: Any) -> None:
    from armillary.evaluation.interfaces.link_tasks import tend_links

    enqueue_for_each(tend_links, chunks(ids, PER_TASK))


def check_compared(source: int, run: int, **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import check_waiting

    check_waiting.enqueue(source, run=run)


def take_reviews(source: int, run: int, **_: Any) -> None:
    from armillary.evaluation.interfaces.tasks import take_foreign_reviews

    take_foreign_reviews.enqueue(source, run)


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
    resources_described.connect(tend_all, dispatch_uid="evaluation.tend_described")
    resources_restated.connect(tend_all, dispatch_uid="evaluation.tend_restated")
    links_restated.connect(check_all, dispatch_uid="evaluation.check_linked")
    suspicions_restated.connect(check_all, dispatch_uid="evaluation.check_suspected")
    guesses_restated.connect(check_all, dispatch_uid="evaluation.check_guessed")
    run_compared.connect(check_compared, dispatch_uid="evaluation.check_compared")
    run_compared.connect(take_reviews, dispatch_uid="evaluation.take_reviews")
    trust_changed.connect(check_trusted, dispatch_uid="evaluation.check_trusted")
    reviews_restated.connect(announce_restated, dispatch_uid="evaluation.announce_restated")
