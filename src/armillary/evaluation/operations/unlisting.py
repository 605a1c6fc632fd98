"""Undo a decision on listing, as far as nobody has decided otherwise since."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.errors import CannotBeUndone
from armillary.evaluation.links.undoing import Undone
from armillary.evaluation.models import ListingDecision
from armillary.evaluation.operations.listing import STREAM
from armillary.people.actors import Actor
from armillary.people.log import write_log

Before = Mapping[str, Any]


@transaction.atomic
def undo_listing(decision: ListingDecision, *, by: Actor) -> Undone:
    """Every resource is again what it was; those that somebody has decided on since stay. Raises
    `CannotBeUndone` where that is all of them."""
    require(rules.may_decide(by))
    row = ListingDecision.objects.select_for_update().get(pk=decision.pk)
    if row.undone_at is not None:
        raise CannotBeUndone(_("This has been undone already."))
    unchanged = _unchanged(row)
    if not unchanged:
        raise CannotBeUndone(
            _("Everything that this decision changed has been changed since, so nothing is undone.")
        )
    UNDO[ListingKind(row.kind)](unchanged, by)
    ListingDecision.objects.filter(pk=row.pk).update(undone_at=now())
    ids = [each["resource"] for each in unchanged]
    for public_id in Resource.objects.filter(pk__in=ids).values_list("public_id", flat=True):
        write_log(STREAM, f"undo-{row.kind}", by=by, on=public_id, decision=row.public_id)
    return Undone(len(unchanged), len(row.before) - len(unchanged))


def _unchanged(decision: ListingDecision) -> list[Before]:
    """What is as the decision left it, locked: in its state, listed at its moment, for its reason."""
    kind = ListingKind(decision.kind)
    rows = Resource.objects.select_for_update().filter(STATES[kind], alias_of=None)
    if kind in (ListingKind.DECLINE, ListingKind.WITHDRAW):
        rows = rows.filter(reason=decision.reason)
    ids = [each["resource"] for each in decision.before]
    found = rows.filter(pk__in=ids).order_by("pk").in_bulk()
    return [
        each
        for each in decision.before
        if each["resource"] in found and _moment(found[each["resource"]]) == each["since"]
    ]


def _moment(resource: Resource) -> str:
    return resource.listed_at.isoformat() if resource.listed_at else ""


def _unlist(before: Iterable[Before], by: Actor) -> None:
    catalogue.unlist_resources([each["resource"] for each in before], by=by)


def _reopen(before: Iterable[Before], by: Actor) -> None:
    catalogue.reopen_resources([each["resource"] for each in before], by=by)


def _list_again(before: Iterable[Before], by: Actor) -> None:
    ids = [each["resource"] for each in before]
    catalogue.reopen_resources(ids, by=by)
    catalogue.list_resources(ids, by=by)


def _withdraw_again(before: Iterable[Before], by: Actor) -> None:
    """For the reason that each was withdrawn for, so that a harvest knows what it may bring back."""
    by_reason: dict[str, list[int]] = {}
    for each in before:
        by_reason.setdefault(each["former"], []).append(each["resource"])
    for reason, ids in by_reason.items():
        catalogue.withdraw_resources(ids, by=by, reason=reason)


STATES: Final = {
    ListingKind.LIST: Q(state=ResourceState.LISTED),
    ListingKind.DECLINE: Q(state=ResourceState.WITHDRAWN),
    ListingKind.WITHDRAW: Q(state=ResourceState.WITHDRAWN),
    ListingKind.REOPEN: Q(state=ResourceState.CANDIDATE),
}
UNDO: Final[dict[ListingKind, Callable[[list[Before], Actor], None]]] = {
    ListingKind.LIST: _unlist,
    ListingKind.DECLINE: _reopen,
    ListingKind.WITHDRAW: _list_again,
    ListingKind.REOPEN: _withdraw_again,
}
