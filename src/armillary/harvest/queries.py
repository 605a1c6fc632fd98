"""What is known of sources, runs and suspicions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.harvest.claiming import is_alive
from armillary.harvest.enums import RunState, SourceState, SuspicionState
from armillary.harvest.errors import NoSuchRun, NoSuchSource, NoSuchSuspicion
from armillary.harvest.kinds.submission import NAME as SUBMISSION
from armillary.harvest.models import Record, Run, Source, SourceGrant, Suspicion
from armillary.harvest.receipts import COUNTED
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.queries import people_with_roles

UNCOMPARED: Final = (
    Q(finished_at=None) | Q(compared_at=None) | Q(compared_at__lt=F("finished_at"))
)  # as `Run.is_compared`
GRACE: Final = timedelta(minutes=10)  # for the search that follows every finished run
# Until a worker goes on with what a process left; before, a person may be about to.
DEAD: Final = timedelta(minutes=3)
LOOKING_AFTER: Final = {Role.CURATOR, Role.ADMINISTRATOR}
REMEMBERED: Final = 60.0  # seconds
DECIDED: Final = 20  # pairs that can still be undone at the desk


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and its last run."""

    source: Source
    run: Run | None


def source_by_name(name: str) -> Source:
    """Raises `NoSuchSource`."""
    source = Source.objects.filter(name=name).first()
    if source is None:
        raise NoSuchSource(
            _("There is no source called %(name)s. See: armillary harvest list") % {"name": name}
        )
    return source


def has_records(source: Source) -> bool:
    """Has it ever given anything? Such a source is paused, never removed."""
    return Record.objects.filter(source=source).exists()


def source_titles() -> dict[str, str]:
    """Name → what readers call it. Every page of results asks, so it is remembered for a minute."""
    return dict(_titles_in(int(monotonic() // REMEMBERED)))


def is_contributed(name: str) -> bool:
    """Is this the source of what people suggest on this site? Remembered as titles are."""
    return name in _contributed_in(int(monotonic() // REMEMBERED))


@lru_cache(maxsize=1)
def _contributed_in(_minute: int) -> frozenset[str]:
    return frozenset(Source.objects.filter(kind=SUBMISSION).values_list("name", flat=True))


@lru_cache(maxsize=1)
def _titles_in(_minute: int) -> dict[str, str]:
    rows = Source.objects.order_by("name").values_list("name", "title")
    return {name: title or name for name, title in rows}


def forget_source_titles() -> None:
    """Other processes follow within the minute."""
    _titles_in.cache_clear()
    _contributed_in.cache_clear()


def curators_of(source: Source) -> list[Person]:
    """Those who look after this source, or else after the whole site."""
    grants = SourceGrant.objects.in_force().filter(on=source, role=Role.CURATOR)
    own = [grant.person for grant in grants.select_related("person").order_by("pk")]
    if own:
        return own
    return [person for person, roles in people_with_roles() if LOOKING_AFTER & set(roles)]


def sources_with_last_run() -> list[SourceRow]:
    """All sources by name."""
    harvests = Run.objects.filter(source=OuterRef("source"), is_remapping=False)
    newest = harvests.order_by("-pk").values("pk")[:1]
    last = Run.objects.filter(pk=Subquery(newest))
    sources = Source.objects.order_by("name").prefetch_related(
        Prefetch("runs", queryset=last, to_attr="last_runs")
    )
    return [SourceRow(source, next(iter(source.last_runs), None)) for source in sources]


def last_run(source: Source) -> Run:
    """Raises `NoSuchSource` before the first run."""
    run = next(iter(latest_runs(source, count=1)), None)
    if run is None:
        raise NoSuchSource(
            _("%(name)s has never been run. Run it with: armillary harvest run %(name)s")
            % {"name": source.name}
        )
    return run


def latest_runs(source: Source, *, count: int = 10) -> list[Run]:
    """Its harvests, the newest first."""
    runs = Run.objects.filter(source=source, is_remapping=False).select_related("source")
    return list(runs.order_by("-pk")[:count])


def run_of(source: Source, number: int) -> Run:
    """Raises `NoSuchRun`."""
    run = Run.objects.filter(source=source, pk=number).select_related("source").first()
    if run is None:
        raise NoSuchRun(
            _("%(name)s has no run %(number)d.") % {"name": source.name, "number": number}
        )
    return run


def uncompared_among(runs: Iterable[int]) -> set[int]:
    """Those of `runs` whose changes have not been compared with everything else."""
    rows = Run.objects.filter(UNCOMPARED, pk__in=set(runs))
    return set(rows.values_list("pk", flat=True))


def runs_left_uncompared() -> list[int]:
    """Runs that ended a while ago, most of them broken off, and were never compared."""
    ended = Run.objects.exclude(state=RunState.RUNNING).filter(finished_at__lt=now() - GRACE)
    return list(ended.filter(UNCOMPARED).order_by("pk").values_list("pk", flat=True))


def has_enough_of_us(source: Source) -> bool:
    """Would a run of it leave no harvester for other hosts? Requests to one host are made one after
    the other, so that several runs there mostly wait for each other."""
    host = _host(source.address)
    running = Run.objects.filter(state=RunState.RUNNING, is_remapping=False)
    others = running.exclude(source=source).select_related("source")
    there = [run for run in others if host and _host(run.source.address) == host and is_alive(run)]
    return len(there) >= max(1, settings.HARVESTERS - 1)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def dead_runs() -> list[int]:
    """Runs whose process has died, and that nobody has gone on with for a while."""
    silent = Run.objects.filter(state=RunState.RUNNING, is_remapping=False)
    silent = silent.filter(beat_at__lt=now() - DEAD, source__state=SourceState.ACTIVE)
    return [run.pk for run in silent.order_by("pk") if not is_alive(run)]


def receipt(run: Run) -> dict[str, Any]:
    """What became of every record of a run, as JSON values."""
    counts = {name: run.counts.get(name, 0) for name in COUNTED}
    return {
        "source": run.source.name,
        "title": str(run.source),
        "run": run.pk,
        "state": run.state,
        **counts,
        "suspected": run.suspicions.count(),
        "whole_list": not run.since,
        "remapping": run.is_remapping,
        "mapping": run.mapping,
        "reasons": run.reasons,
        "proof": run.proof,
        "problem": run.problem,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }


def open_suspicions() -> QuerySet[Suspicion]:
    """Undecided pairs, the likeliest first."""
    rows = Suspicion.objects.filter(
        state=SuspicionState.OPEN, first__alias_of=None, second__alias_of=None
    )
    return rows.select_related("first", "second").order_by("-probability", "id")


def decided_lately() -> list[Suspicion]:
    """Pairs that were decided, the latest first, for a second thought."""
    rows = Suspicion.objects.exclude(state=SuspicionState.OPEN).exclude(decided_at=None)
    return list(rows.select_related("first", "second").order_by("-decided_at", "-pk")[:DECIDED])


def suspicion_by_id(number: int) -> Suspicion:
    """Raises `NoSuchSuspicion`."""
    row = Suspicion.objects.select_related("first", "second").filter(pk=number).first()
    if row is None:
        raise NoSuchSuspicion(_("There is no such pair."))
    return row


def source_facts(row: SourceRow) -> dict[str, Any]:
    """A source and its last run as JSON values."""
    source, run = row.source, row.run
    return {
        "name": source.name,
        "title": str(source),
        "kind": source.kind,
        "address": source.address,
        "trusted": source.is_trusted,
        "only_stem": source.only_stem,
        "ask_before_merging": source.asks_before_merging,
        "state": source.state,
        "paused_because": source.paused_because,
        "schedule": source.schedule,
        "due_at": source.due_at.isoformat() if source.due_at else None,
        "failures": source.failures,
        "last_run": receipt(run) if run else None,
    }
