"""How every source is doing, the worst first: one word each, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from armillary.core.clock import now
from armillary.core.paging import read_cursor, write_cursor
from armillary.harvest.enums import Health, RunState, SourceState
from armillary.harvest.kinds import BUILT_IN
from armillary.harvest.models import Run, Source
from armillary.harvest.scheduling import INTERVALS

PAGE: Final = 50
PURPOSE: Final = "health"
OVERDUE: Final = timedelta(hours=6)  # longer than a queue of long runs takes on a busy day
ORDER: Final = tuple(Health)  # from the worst to the best


@dataclass(frozen=True, slots=True)
class HealthRow:
    """A source, how it is, its last run, and the stored sentence that says why it is so."""

    source: Source
    health: Health
    run: Run | None
    why: str

    @property
    def is_bad(self) -> bool:
        """Does it need somebody?"""
        return self.health in (Health.GIVEN_UP, Health.FAILING, Health.LATE)


@dataclass(frozen=True, slots=True)
class HealthPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[HealthRow]
    after: str


def sources_by_health(*, after: str = "", size: int = PAGE) -> HealthPage:
    """Sources that something is fetched from, those first that need somebody most."""
    found = _ranked()
    if after:
        rank, name = read_cursor(after, purpose=PURPOSE)
        found = found.filter(Q(rank__gt=rank) | Q(rank=rank, name__gt=name))
    rows = list(found.order_by("rank", "name")[: size + 1])
    shown = _rows(rows[:size])
    if len(rows) <= size:
        return HealthPage(shown, "")
    last = rows[size - 1]
    return HealthPage(shown, write_cursor(last.rank, last.name, purpose=PURPOSE))


def health_totals() -> dict[Health, int]:
    """How many sources are how, the worst first."""
    counted = _ranked().values("rank").annotate(number=Count("pk")).order_by("rank")
    return {ORDER[rank]: number for rank, number in counted.values_list("rank", "number")}


def _ranked() -> QuerySet[Any]:
    """With `rank`, the place of their health in `ORDER`, and `last`, the number of the last run."""
    harvests = Run.objects.filter(source=OuterRef("pk"), is_remapping=False).order_by("-pk")
    last = Run.objects.filter(pk=OuterRef("last"))
    unproven = last.filter(state=RunState.FINISHED, proof__complete=False)
    used = Source.objects.exclude(kind__in=BUILT_IN).exclude(state=SourceState.RETIRED)
    told = used.annotate(last=Subquery(harvests.values("pk")[:1]))
    told = told.alias(
        last_state=Subquery(harvests.values("state")[:1]), is_unproven=Exists(unproven)
    )
    cases = [When(when, then=Value(ORDER.index(health))) for health, when in _conditions()]
    fine = Value(ORDER.index(Health.FINE))
    return told.annotate(rank=Case(*cases, default=fine, output_field=IntegerField()))


def _conditions() -> Iterable[tuple[Health, Q]]:
    """The first that holds."""
    active = Q(state=SourceState.ACTIVE)
    overdue = Q(schedule__in=INTERVALS, due_at__lt=now() - OVERDUE)
    return (
        (Health.GIVEN_UP, Q(state=SourceState.PAUSED) & ~Q(paused_because="")),
        (Health.PAUSED, Q(state=SourceState.PAUSED)),
        (Health.FAILING, Q(failures__gt=0)),
        (Health.RUNNING, Q(last_state=RunState.RUNNING)),
        (Health.LATE, active & overdue),
        (Health.STOPPED, Q(last_state=RunState.STOPPED)),
        (Health.INCOMPLETE, Q(is_unproven=True)),
        (Health.NEW, Q(last=None)),
    )


def _rows(sources: list[Any]) -> list[HealthRow]:
    runs = Run.objects.in_bulk([source.last for source in sources if source.last])
    return [_row(source, runs.get(source.last)) for source in sources]


def _row(source: Any, run: Run | None) -> HealthRow:
    health = ORDER[source.rank]
    why = source.paused_because or (run.problem if run else "")
    return HealthRow(source, health, run, why)


def health_facts(row: HealthRow) -> dict[str, Any]:
    """A source's health as JSON values."""
    source, run = row.source, row.run
    return {
        "name": source.name,
        "title": str(source),
        "kind": source.kind,
        "health": row.health.value,
        "why": row.why,
        "failures": source.failures,
        "schedule": source.schedule,
        "due_at": _due(source),
        "run": run.pk if run else None,
        "state": run.state if run else None,
        "ended_at": run.finished_at.isoformat() if run and run.finished_at else None,
    }


def _due(source: Source) -> str | None:
    is_planned = source.state == SourceState.ACTIVE and source.schedule in INTERVALS
    return source.due_at.isoformat() if is_planned and source.due_at else None
