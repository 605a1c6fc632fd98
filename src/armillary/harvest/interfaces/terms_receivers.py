"""A decision on an unknown value reaches every kept record that has it. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any, Final

from armillary.catalogue.queries import chunks
from armillary.harvest.terms.signals import terms_decided

PER_TASK: Final = 100


def settle_terms(ids: Sequence[int], **_: Any) -> None:
    from armillary.harvest.interfaces.terms_tasks import settle_terms

    for part in chunks(list(ids), PER_TASK):
        settle_terms.enqueue(list(part))


def connect() -> None:
    """Called when the context starts."""
    terms_decided.connect(settle_terms, dispatch_uid="harvest.settle_terms")
