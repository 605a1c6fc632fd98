"""When a source is harvested without being asked, and when it is given up on for now."""

from datetime import datetime, timedelta
from typing import Final

from armillary.core.clock import now
from armillary.harvest.enums import RunState, Schedule
from armillary.harvest.models import Run, Source

INTERVALS: Final = {
    Schedule.HOURLY.value: timedelta(hours=1),
    Schedule.DAILY.value: timedelta(days=1),
    Schedule.WEEKLY.value: timedelta(weeks=1),
    Schedule.MONTHLY.value: timedelta(days=30),
}
# Until a source that fails is tried again. After that many failures in a row, about four days,
# nobody should ask it any more without a look at what is wrong.
RETRIES: Final = tuple(timedelta(hours=hours) for hours in (1, 4, 12, 24, 48))


def next_due(schedule: str, due: datetime, moment: datetime) -> datetime:
    """The first time after `moment` at the schedule's own hour, however many were missed."""
    interval = INTERVALS[schedule]
    missed = max(0, (moment - due) // interval)
    return due + interval * (missed + 1)


def first_due(schedule: str) -> datetime | None:
    """A source with a schedule is harvested soon; one without waits to be asked."""
    return now() if schedule in INTERVALS else None


def is_relist_due(source: Source) -> bool:
    """Is it time to go through the whole list, for what was deleted without a word?"""
    if not source.relist_days:
        return False
    since = source.relisted_at
    return since is None or since < now() - timedelta(days=source.relist_days)


def after(run: Run, source: Source) -> dict[str, object]:
    """What a run that is over changes about its source's plans, as values of its fields."""
    if run.state == RunState.FINISHED:
        whole = not run.since and run.proof.get("complete") and "unchanged" not in run.proof
        return {"failures": 0, **({"relisted_at": run.finished_at} if whole else {})}
    failures = source.failures + (run.state == RunState.FAILED)
    planned: dict[str, object] = {"failures": failures}
    if source.schedule in INTERVALS:
        planned["due_at"] = now() + RETRIES[min(max(failures, 1), len(RETRIES)) - 1]
    return planned


def is_given_up(failures: int) -> bool:
    return failures >= len(RETRIES)
