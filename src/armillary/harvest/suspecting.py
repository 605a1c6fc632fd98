"""Look for resources that may be one, after a run or in the whole catalogue. What was asked once is
never asked again."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.duplicates.entries import standing_entries, standing_states
from armillary.harvest.duplicates.settling import Settled, forget_unlikely, settle
from armillary.harvest.models import Record, Run, Suspicion
from armillary.harvest.signals import run_compared, suspicions_restated
from armillary.methods.linkage import Judgement, likely_pairs_kept, opened_shelf
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "harvest"
MOST_MEMORY: Final = 8192  # MiB
LEAST_MEMORY: Final = 256


@dataclass(frozen=True, slots=True)
class Compared:
    """What a search for duplicates came to: pairs merged by the machine, new questions, and
    questions that nobody needs to answer any more."""

    merged: int
    asked: int
    dropped: int


def suspect_duplicates_of(run: Run, *, by: Actor) -> Compared:
    """Compare what a run changed with everything else. Only then may the machine list what the run
    brought."""
    require(rules.may_judge(by))
    begun = now()
    changed = Record.objects.filter(source=run.source_id, changed_in=run.pk, is_deleted=False)
    ids = changed.exclude(resource=None).values_list("resource_id", flat=True)
    fresh = {number for number in ids if number}
    found = _settled(_likely_pairs(fresh) if fresh else [], run=run, among=fresh)
    return _finish(run, found, begun)


def compare_everything(*, rebuild: bool = False, by: Actor) -> Compared:
    """Compare the whole catalogue with itself; with `rebuild`, everything is read and prepared anew,
    and questions that waited and would not be asked any more are dropped. What a person has decided
    stays decided."""
    require(rules.may_judge(by))
    found = _settled(_likely_pairs(anew=rebuild), run=None, among=None if rebuild else ())
    with transaction.atomic():
        _tell(found.touched)
        compared = _compared(found)
        facts: dict[str, Any] = asdict(compared)
        write_log(STREAM, "compare-everything", by=by, rebuild=rebuild, **facts)
    return compared


def _likely_pairs(fresh: Collection[int] | None = None, *, anew: bool = False) -> list[Judgement]:
    """Of everything that stands; only what came or changed since the last search is read for it."""
    with opened_shelf(Path(settings.COMPARISON_ROOT)) as shelf:
        if anew:
            shelf.clear()
        pairs = likely_pairs_kept(
            shelf, standing_states(), standing_entries, fresh=fresh, memory=_memory()
        )
        return list(pairs)


def _memory() -> str:
    """Half of what the background process may use goes to the search in the database's columns."""
    mebibytes = min(settings.WORKER_MEMORY or MOST_MEMORY, MOST_MEMORY) // 2
    return f"{max(mebibytes, LEAST_MEMORY)}MiB"


def _settled(
    judgements: Sequence[Judgement], *, run: Run | None, among: Collection[int] | None
) -> Settled:
    """`among`: of which resources old questions are thought over; None for all."""
    done = settle(judgements, run=run)
    likely = {(each.first, each.second) for each in judgements}
    if among is None or among:
        dropped = forget_unlikely(likely, among=among)
        done.dropped = dropped.dropped
        done.touched |= dropped.touched
    return done


@transaction.atomic
def _finish(run: Run, found: Settled, begun: datetime) -> Compared:
    """Note the moment before the search: what a run that went on took after it has not been
    compared."""
    Run.objects.filter(pk=run.pk).update(compared_at=begun)
    shared = run.suspicions.values_list("first_id", "second_id")  # those of shared keys included
    _tell(found.touched.union(*shared))
    run_compared.send(sender=Run, source=run.source_id, run=run.pk)
    return _compared(found)


def _tell(ids: Collection[int]) -> None:
    if ids:
        suspicions_restated.send(sender=Suspicion, ids=sorted(ids))


def _compared(found: Settled) -> Compared:
    return Compared(found.merged, found.asked, found.dropped)
