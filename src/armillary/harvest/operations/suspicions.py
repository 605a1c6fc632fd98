"""Decide whether two resources are one, or editions of one work, and think again."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue.errors import MergeConflict
from armillary.catalogue.merging.queries import standing_merge_of
from armillary.catalogue.models import Merge
from armillary.catalogue.operations import Why, merge_resources, undo_merge
from armillary.catalogue.works.operations import tie_editions, untie_editions
from armillary.core.clock import now
from armillary.core.errors import InvalidInput, require
from armillary.harvest import rules
from armillary.harvest.duplicates.carrying import (
    carry_over,
    forget_within_work,
    open_pairs_of,
    take_back,
)
from armillary.harvest.duplicates.settling import kept_and_absorbed
from armillary.harvest.enums import SuspicionState, Tie
from armillary.harvest.errors import AlreadyDecided
from armillary.harvest.models import Suspicion
from armillary.harvest.operations.sources import STREAM
from armillary.harvest.signals import suspicions_restated
from armillary.people.actors import SYSTEM, Actor
from armillary.people.log import write_log

OPEN: Final = SuspicionState.OPEN
DIFFERENT: Final = "different"
VERDICTS: Final = (*Tie.values, DIFFERENT)  # as pages, API and command line name them


def give_verdict(suspicion: Suspicion, verdict: str, *, by: Actor) -> Suspicion:
    """One word for a decision: what the two are, or that they are different."""
    if verdict == DIFFERENT:
        return decide_suspicion(suspicion, same=False, by=by)
    return decide_suspicion(suspicion, same=True, tie=verdict, by=by)


@transaction.atomic
def decide_suspicion(suspicion: Suspicion, *, same: bool, tie: str = "", by: Actor) -> Suspicion:
    """Yes or no to a pair. Yes to a pair that may be the same merges the two: what readers see
    stays, else the older. Yes to a translation or a version makes them editions of one work. `tie`
    says that they are something else than was asked. Nobody is asked again.
    """
    require(rules.may_judge(by))
    tie = _checked_tie(tie or suspicion.tie)
    state = _state(tie) if same else SuspicionState.DIFFERENT
    values = {"state": state, "tie": tie, "decided_by": by.actor_id, "decided_at": now()}
    undecided = Suspicion.objects.filter(pk=suspicion.pk, state=OPEN)
    if not undecided.update(**values, is_for_people=True):
        raise AlreadyDecided(_("Somebody has decided on this pair already."))
    suspicion.refresh_from_db()
    if state == SuspicionState.SAME:
        _merge(suspicion, by=by)
    elif state == SuspicionState.EDITIONS:
        tie_editions(suspicion.first, suspicion.second, kind=tie, by=by)
        forget_within_work(suspicion.first_id)
    _log(f"decide-{state.value}", suspicion, by=by)
    return suspicion


def _checked_tie(tie: str) -> str:
    if tie not in Tie:
        raise InvalidInput(_("Two resources can be: %(known)s.") % {"known": ", ".join(Tie.values)})
    return str(tie)


def _state(tie: str) -> SuspicionState:
    return SuspicionState.SAME if tie == Tie.SAME else SuspicionState.EDITIONS


def _merge(suspicion: Suspicion, *, by: Actor) -> None:
    kept, absorbed = kept_and_absorbed(suspicion.first, suspicion.second)
    why = Why(suspicion.probability, suspicion.reasons)
    merge_resources(kept, absorbed, by=by, why=why)
    merge = standing_merge_of(absorbed.pk)
    Suspicion.objects.filter(pk=suspicion.pk).update(merge=merge)
    suspicion.refresh_from_db()
    if merge is not None:
        carry_over(merge)


@transaction.atomic
def undo_decision(suspicion: Suspicion, *, by: Actor) -> Suspicion:
    """Part a merged pair, or two editions. What a person had decided waits for a person again; of
    what the machine had merged, the undoing is the decision: the two are different."""
    require(rules.may_judge(by))
    row = Suspicion.objects.select_for_update().exclude(state=OPEN).filter(pk=suspicion.pk).first()
    if row is None:
        raise AlreadyDecided(_("Nobody has decided on this pair yet."))
    if row.state == SuspicionState.SAME:
        undo_merge(_merge_of(row).absorbed, by=by)
        _parted(row, by=by)
    elif row.state == SuspicionState.EDITIONS:
        untie_editions(row.first, row.second, by=by)
        _reopen(row)
    else:
        _reopen(row)
    _log("undo-decision", row, by=by)
    return row


def _merge_of(row: Suspicion) -> Merge:
    merge = row.merge or standing_merge_of(row.second_id)
    if merge is None or merge.undone_at is not None:
        raise MergeConflict(_("This resource is not merged with another."))
    return merge


def _parted(row: Suspicion, *, by: Actor) -> None:
    merge = row.merge
    if merge is not None:
        take_back(merge)
    if row.decided_by == SYSTEM.actor_id:
        _decide_different(row, by=by.actor_id)
    else:
        _reopen(row)


def _reopen(row: Suspicion) -> None:
    row.state, row.decided_by, row.decided_at = OPEN, "", None
    row.merge, row.is_for_people = None, True
    row.save()


def _decide_different(row: Suspicion, *, by: str) -> None:
    row.state, row.decided_by, row.decided_at = SuspicionState.DIFFERENT, by, now()
    row.is_for_people = True
    row.save()


@transaction.atomic
def part_resources(merge: Merge, *, by: Actor) -> Merge:
    """Undo a merge, whoever made it: the two are different from now on, and nobody is asked."""
    require(rules.may_judge(by))
    if merge.undone_at is not None:
        raise MergeConflict(_("These two have been parted already."))
    undo_merge(merge.absorbed, by=by)
    merge.refresh_from_db()
    settle_parting(merge, by=by)
    return merge


@transaction.atomic
def settle_parting(merge: Merge, *, by: Actor) -> None:
    """Whichever door two were parted by: the pair is decided, and questions that came of the merge
    go. Doing it twice does no harm."""
    require(rules.may_judge(by))
    take_back(merge)
    pairs = Suspicion.objects.select_for_update().filter(merge=merge, state=SuspicionState.SAME)
    for row in pairs:
        _decide_different(row, by=merge.undone_by)
    ids = {merge.kept_id, merge.absorbed_id}
    suspicions_restated.send(sender=Suspicion, ids=sorted(ids))


def _log(action: str, suspicion: Suspicion, *, by: Actor) -> None:
    pair = [suspicion.first.public_id, suspicion.second.public_id]
    write_log(STREAM, action, by=by, on=f"pair {suspicion.pk}", resources=pair)
    suspicions_restated.send(sender=Suspicion, ids=_doubted_with(suspicion))


def _doubted_with(suspicion: Suspicion) -> list[int]:
    """Both resources of a pair, and those that may be the same as the second."""
    pairs = open_pairs_of(suspicion.second_id).values_list("first_id", "second_id")
    both = {suspicion.first_id, suspicion.second_id}
    return sorted(both.union(*pairs))
