"""What is known of sources, runs and suspicions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from armillary.harvest.enums import SuspicionState
from armillary.harvest.errors import NoSuchSource, NoSuchSuspicion
from armillary.harvest.models import Run, Source, Suspicion
from armillary.harvest.receipts import COUNTED


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


def sources_with_last_run() -> list[SourceRow]:
    """All sources by name."""
    newest = Run.objects.filter(source=OuterRef("source")).order_by("-pk").values("pk")[:1]
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
    """The newest first."""
    return list(Run.objects.filter(source=source).select_related("source").order_by("-pk")[:count])


def receipt(run: Run) -> dict[str, Any]:
    """What became of every record of a run, as JSON values."""
    counts = {name: run.counts.get(name, 0) for name in COUNTED}
    return {
        "source": run.source.name,
        "run": run.pk,
        "state": run.state,
        **counts,
        "suspected": run.suspicions.count(),
        "whole_list": not run.since,
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
    return rows.select_related("first", "second").order_by("-score", "id")


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
        "kind": source.kind,
        "address": source.address,
        "trusted": source.is_trusted,
        "state": source.state,
        "last_run": receipt(run) if run else None,
    }


def suspicion_facts(row: Suspicion) -> dict[str, Any]:
    """A pair as JSON values."""
    return {
        "id": row.pk,
        "score": row.score,
        "reasons": row.reasons,
        "first": {"id": row.first.public_id, "title": str(row.first)},
        "second": {"id": row.second.public_id, "title": str(row.second)},
    }
