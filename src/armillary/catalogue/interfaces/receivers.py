"""Works follow what is described. Receivers only enqueue."""

from collections.abc import Sequence
from typing import Any

from armillary.catalogue.about import NOT_NAMED
from armillary.catalogue.queries import chunks, listed_resources
from armillary.catalogue.signals import resources_described, resources_restated
from armillary.core.tasks import enqueue_for_each
from armillary.vocabularies.signals import scheme_imported


def heed_editions(ids: Sequence[int], **_: Any) -> None:
    from armillary.catalogue.interfaces.tasks import heed_editions

    enqueue_for_each(heed_editions, chunks(ids))


def tell_editions(ids: Sequence[int], **_: Any) -> None:
    from armillary.catalogue.interfaces.tasks import tell_editions

    for part in chunks(list(ids)):
        tell_editions.enqueue(list(part))


def index_again(key: str, **_: Any) -> None:
    from armillary.catalogue.interfaces.tasks import index_again

    if key not in NOT_NAMED and listed_resources().exists():
        index_again.enqueue()


def connect() -> None:
    """Called when the context starts."""
    resources_described.connect(heed_editions, dispatch_uid="catalogue.heed_editions")
    resources_restated.connect(tell_editions, dispatch_uid="catalogue.tell_editions")
    scheme_imported.connect(index_again, dispatch_uid="catalogue.index_again")
