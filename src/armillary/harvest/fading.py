"""A resource goes when the last record that spoke for it goes, and comes back with the first."""

from collections.abc import Sequence
from typing import Final

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import reopen_resources, withdraw_resources
from armillary.people.actors import Actor

# Stored as it stands, so that it is known again: a curator's withdrawal is never undone here.
GONE: Final = "Its source no longer offers it."


def withdraw(ids: Sequence[int], *, by: Actor) -> None:
    if ids:
        withdraw_resources(ids, by=by, reason=GONE)


def revive(ids: Sequence[int], *, by: Actor) -> None:
    """Reopen those of `ids` that were withdrawn because their records had gone."""
    if not ids:
        return
    gone = Resource.objects.filter(pk__in=ids, state=ResourceState.WITHDRAWN, reason=GONE)
    back = list(gone.order_by("pk").values_list("pk", flat=True))
    if back:
        reopen_resources(back, by=by)
