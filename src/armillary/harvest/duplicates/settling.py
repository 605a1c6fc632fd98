"""Settle one pair after the other, some of them in a transaction: whatever is killed in between goes
on where it was, since what was done is known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.merging.objections import family_below, is_held
from armillary.catalogue.merging.queries import standing_merge_of
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import Why, merge_resources
from armillary.catalogue.queries import chunks, standing_ids
from armillary.core.clock import now
from armillary.harvest.duplicates.carrying import carry_over
from armillary.harvest.duplicates.decided import is_settled
from armillary.harvest.duplicates.entries import entries_of
from armillary.harvest.enums import SuspicionState
from armillary.harvest.kinds.submission import NAME as SUBMISSION
from armillary.harvest.matching import SHARED_KEY as SHARED
from armillary.harvest.models import Record, Run, Suspicion
from armillary.methods.linkage import Band, Judgement, Tie, judge
from armillary.people.actors import SYSTEM

AT_ONCE: Final = 50  # pairs of a transaction: others want to write, too
MOST: Final = 5_000  # new questions of one search; nobody can judge more


@dataclass(slots=True)
class Settled:
    """What came of a search: `touched` are the resources that something is known of now."""

    merged: int = 0
    asked: int = 0
    dropped: int = 0
    touched: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two resources that stand, with everything that was merged into each."""

    first: Resource
    second: Resource
    families: tuple[set[int], set[int]]


def settle(judgements: Iterable[Judgement], *, run: Run | None) -> Settled:
    """Merge what is sure, ask about what is likely, the surest first."""
    done = Settled()
    surest_first = sorted(judgements, key=lambda each: (-each.probability, each.first, each.second))
    for part in chunks(surest_first, AT_ONCE):
        with transaction.atomic():
            for judgement in part:
                _settle_one(judgement, run, done)
    return done


def _settle_one(judgement: Judgement, run: Run | None, done: Settled) -> None:
    pair = _pair(judgement)
    if pair is None:
        return
    if is_settled(*pair.families):
        _forget(pair)
        return
    if may_merge(judgement, pair):
        _merge(judgement, pair, run)
        done.merged += 1
    elif done.asked < MOST:
        done.asked += _ask(judgement, pair, run)
    done.touched |= {pair.first.pk, pair.second.pk}


def _forget(pair: _Pair) -> None:
    """A question that was settled in another way: by a merge, or by what a record says."""
    waiting = Suspicion.objects.filter(state=SuspicionState.OPEN, is_for_people=False)
    waiting.filter(first=pair.first, second=pair.second).delete()


def _pair(judgement: Judgement) -> _Pair | None:
    """As it is by now: earlier merges may have made the two one, or somebody withdrawn one."""
    tops = standing_ids([judgement.first, judgement.second])
    ids = sorted(set(tops.values()))
    rows = Resource.objects.select_for_update().order_by("pk").in_bulk(ids)
    gone = any(row.state == ResourceState.WITHDRAWN for row in rows.values())
    if len(rows) < 2 or gone:
        return None
    first, second = (rows[number] for number in ids)
    return _Pair(first, second, (family_below([first.pk]), family_below([second.pk])))


def may_merge(judgement: Judgement, pair: _Pair) -> bool:
    """Is the machine sure enough, and is it left to it?"""
    if (
        judgement.band is not Band.MERGE
        or judgement.tie is not Tie.SAME
        or settings.ASK_BEFORE_MERGING
    ):
        return False
    if ResourceState.PAUSED in (pair.first.state, pair.second.state):
        return False
    if is_held(pair.families[0] | pair.families[1]) or _asks_first(pair):
        return False
    return _all_alike(pair)


def _asks_first(pair: _Pair) -> bool:
    """What members suggest is looked at by a person before it speaks for anything that is listed."""
    records = Record.objects.filter(resource_id__in={*pair.families[0], *pair.families[1]})
    asking = Q(source__asks_before_merging=True) | Q(source__kind=SUBMISSION)
    return records.filter(asking, is_deleted=False).exists()


def _all_alike(pair: _Pair) -> bool:
    """Where others were merged before, each of one side is likely the same as each of the other."""
    one, other = pair.families
    if len(one) == len(other) == 1:
        return True
    return all(_is_alike(a, b) for a, b in product(entries_of([*one]), entries_of([*other])))


def _is_alike(first: Any, second: Any) -> bool:
    found = judge(first, second)
    return found is not None and found.tie is Tie.SAME and found.band is not Band.APART


def _merge(judgement: Judgement, pair: _Pair, run: Run | None) -> None:
    kept, absorbed = kept_and_absorbed(pair.first, pair.second)
    reasons = reasons_of(judgement)
    merge_resources(kept, absorbed, by=SYSTEM, why=Why(judgement.probability, reasons))
    merge = standing_merge_of(absorbed.pk)
    Suspicion.objects.update_or_create(
        first=pair.first,
        second=pair.second,
        defaults={
            **_said(judgement, run),
            "state": SuspicionState.SAME,
            "decided_by": SYSTEM.actor_id,
            "decided_at": now(),
            "merge": merge,
        },
    )
    if merge is not None:
        carry_over(merge)


def kept_and_absorbed(first: Resource, second: Resource) -> tuple[Resource, Resource]:
    """What readers see stays; of two that they see, or do not, the older."""
    older, younger = sorted((first, second), key=lambda row: row.pk)
    return (younger, older) if younger.is_listed and not older.is_listed else (older, younger)


def _ask(judgement: Judgement, pair: _Pair, run: Run | None) -> bool:
    """True for a new question. One that waits already is brought up to date."""
    row, is_new = Suspicion.objects.get_or_create(
        first=pair.first, second=pair.second, defaults=_said(judgement, run)
    )
    if not is_new and not _is_of_sources(row.reasons):
        _renew(row, _said(judgement, row.found_in or run))
    return is_new


def _renew(row: Suspicion, said: dict[str, Any]) -> None:
    if any(getattr(row, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(row, name, value)
        row.save()


def _said(judgement: Judgement, run: Run | None) -> dict[str, Any]:
    return {
        "tie": judgement.tie.value,
        "probability": judgement.probability,
        "reasons": reasons_of(judgement),
        "found_in": run,
        "carried_by": None,
    }


def reasons_of(judgement: Judgement) -> list[dict[str, Any]]:
    return [
        {"name": reason.name, "weight": reason.weight, "value": reason.value}
        for reason in judgement.reasons
    ]


def forget_unlikely(
    found: Collection[tuple[int, int]], *, among: Collection[int] | None
) -> Settled:
    """Drop questions that a machine asked and would not ask any more; with `among`, only those
    about one of these. What sources or people brought up stays."""
    done = Settled()
    rows = Suspicion.objects.filter(
        state=SuspicionState.OPEN,
        is_for_people=False,
        first__alias_of=None,
        second__alias_of=None,
    )
    gone: list[int] = []
    columns = rows.values_list("pk", "first_id", "second_id", "reasons")
    for pk, first, second, reasons in columns.iterator(chunk_size=2000):
        is_asked = among is None or first in among or second in among
        if not is_asked or (first, second) in found or _is_of_sources(reasons):
            continue
        gone.append(pk)
        done.touched |= {first, second}
    for number in gone:
        Suspicion.objects.filter(pk=number).delete()
    done.dropped = len(gone)
    return done


def _is_of_sources(reasons: list[dict[str, Any]]) -> bool:
    return any(entry["name"] == SHARED for entry in reasons)
