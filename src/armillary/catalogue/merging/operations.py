"""Merge and part. Nothing of either row is lost, so that parting restores both as they were."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.enums import KIND, ResourceState
from armillary.catalogue.errors import MergeConflict
from armillary.catalogue.merging.objections import objection_to
from armillary.catalogue.merging.restoring import document_of, restore
from armillary.catalogue.models import IdentityKey, Merge, Resource
from armillary.catalogue.queries import standing
from armillary.catalogue.signals import (
    resources_described,
    resources_merged,
    resources_parted,
    resources_restated,
)
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

STREAM: Final = "catalogue"


@dataclass(frozen=True, slots=True)
class Why:
    """What a machine made of the two: how likely they are one, and `{name, weight, value}` each."""

    probability: float | None = None
    reasons: Sequence[dict[str, Any]] = field(default_factory=tuple)


@transaction.atomic
def merge_resources(
    kept: Resource, absorbed: Resource, *, by: Actor, why: Why | None = None
) -> Resource:
    """`absorbed` becomes an alias of `kept`: its addresses, keys and id lead there from now on.
    Raises `MergeConflict`, also where somebody decided that members of the two are different."""
    require(rules.may_decide(by))
    # Both rows are locked and read again: what a page showed may have been merged since.
    rows = Resource.objects.select_for_update().order_by("pk").in_bulk([kept.pk, absorbed.pk])
    named, absorbed = rows[kept.pk], rows[absorbed.pk]
    kept = standing(named)
    _require_possible(kept, absorbed)
    if said := objection_to(named, absorbed):
        raise MergeConflict(said)
    merge = Merge.objects.create(
        kept=kept,
        absorbed=absorbed,
        made_by=by.actor_id,
        probability=why.probability if why else None,
        reasons=list(why.reasons) if why else [],
        before=document_of(kept),
        keys_until=IdentityKey.objects.aggregate(last=Max("pk"))["last"] or 0,
    )
    if not Resource.objects.filter(pk=absorbed.pk, alias_of=None).update(alias_of=kept):
        raise _merged_already()
    _touch([kept.pk, absorbed.pk])
    write_log(STREAM, "merge", by=by, on=kept.public_id, absorbed=absorbed.public_id)
    resources_merged.send(sender=Merge, merge=merge.pk)
    return kept


def _require_possible(kept: Resource, absorbed: Resource) -> None:
    _require_no_pause(kept, absorbed)
    if kept.pk == absorbed.pk:
        raise MergeConflict(_("A resource cannot be merged with itself."))
    if absorbed.alias_of_id is not None:
        raise _merged_already()


def _merged_already() -> MergeConflict:
    return MergeConflict(_("This resource has been merged already."))


@transaction.atomic
def undo_merge(absorbed: Resource, *, by: Actor) -> Resource:
    """Part two merged resources again: each says what it said before, but for what curators have
    set since; then its own records are heard."""
    require(rules.may_decide(by))
    kept = Resource.objects.filter(aliases=absorbed).first()
    _require_no_pause(kept, absorbed)
    parted = Resource.objects.filter(pk=absorbed.pk, alias_of=kept).update(alias_of=None)
    if kept is None or not parted:
        raise MergeConflict(_("This resource is not merged with another."))
    merge = _undone(absorbed, by=by)
    if merge is not None:
        _give_back(kept, merge)
    _touch([kept.pk, absorbed.pk])
    write_log(STREAM, "undo-merge", by=by, on=kept.public_id, absorbed=absorbed.public_id)
    if merge is not None:
        resources_parted.send(sender=Merge, merge=merge.pk)
    absorbed.refresh_from_db()
    return absorbed


def _undone(absorbed: Resource, *, by: Actor) -> Merge | None:
    merge = Merge.objects.filter(absorbed=absorbed, undone_at=None).first()
    if merge is not None:
        merge.undone_by, merge.undone_at = by.actor_id, now()
        merge.save(update_fields=["undone_by", "undone_at", "changed_at"])
    return merge


def _give_back(kept: Resource, merge: Merge) -> None:
    row = Resource.objects.select_for_update().get(pk=kept.pk)
    if restore(row, merge):
        note_changes(KIND, [row.pk])
        resources_described.send(sender=Resource, ids=[row.pk])


def _require_no_pause(*resources: Resource | None) -> None:
    """A claim is about what readers saw: it is answered before that becomes something else."""
    if any(each is not None and each.state == ResourceState.PAUSED for each in resources):
        raise MergeConflict(_("Answer the rights request about this resource first."))


def _touch(ids: list[int]) -> None:
    moment = now()
    Resource.objects.filter(pk__in=ids).update(datestamp=moment, changed_at=moment)
    note_changes(KIND, ids)
    resources_restated.send(sender=Resource, ids=ids)
