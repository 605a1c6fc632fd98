"""Runs of all sources as lists show them, the newest first, and how far one is that goes on."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.harvest.enums import RunState
from armillary.harvest.models import Run, Source
from armillary.harvest.receipts import COUNTED

PAGE: Final = 50
PURPOSE: Final = "runs"


@dataclass(frozen=True, slots=True)
class RunPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[Run]
    after: str


def runs(
    source: Source | None = None, *, state: str = "", after: str = "", size: int = PAGE
) -> RunPage:
    """Harvests of all sources or of one, in any state or in one. Raises `InvalidInput`."""
    found = Run.objects.filter(is_remapping=False)
    if source is not None:
        found = found.filter(source=source)
    if state:
        found = found.filter(state=_checked_state(state))
    if after:
        found = found.filter(pk__lt=int(read_cursor(after, purpose=PURPOSE)[0]))
    rows = list(found.select_related("source").order_by("-pk")[: size + 1])
    more = len(rows) > size
    return RunPage(rows[:size], write_cursor(rows[size - 1].pk, purpose=PURPOSE) if more else "")


def _checked_state(state: str) -> str:
    if state not in RunState:
        raise InvalidInput(
            _("There is no state called %(name)s. Use one of: %(known)s.")
            % {"name": state, "known": ", ".join(RunState.values)}
        )
    return state


def any_running(source: Source) -> Run | None:
    """The harvest of a source that goes on, if there is one."""
    found = Run.objects.filter(source=source, state=RunState.RUNNING, is_remapping=False)
    return found.select_related("source").first()


def run_facts(run: Run) -> dict[str, Any]:
    """A run in a list as JSON values; its receipt says more."""
    return {
        "source": run.source.name,
        "title": str(run.source),
        "run": run.pk,
        "state": run.state,
        **{name: run.counts.get(name, 0) for name in COUNTED},
        "whole_list": not run.since,
        "reasons": run.reasons,
        "proof": run.proof,
        "problem": run.problem,
        "started_at": run.started_at.isoformat(),
        "beat_at": run.beat_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }
