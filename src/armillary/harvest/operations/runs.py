"""Run sources: when somebody asks for it, and when their time has come."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.http import Fetcher
from armillary.harvest import rules
from armillary.harvest.claiming import claim, is_alive, release
from armillary.harvest.enums import RunState, SourceState
from armillary.harvest.errors import RunOver, RunTakenOver, SourceBusy
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.health.watching import Watched, note_run
from armillary.harvest.kinds import BUILT_IN
from armillary.harvest.models import Run, Source
from armillary.harvest.operations.sources import STREAM
from armillary.harvest.runs import Harvest, Report
from armillary.harvest.scheduling import INTERVALS, after, is_given_up, next_due
from armillary.harvest.signals import source_given_up
from armillary.people.actors import Actor
from armillary.people.log import write_log

STOPPED: Final = "Stopped by hand. The next run goes on from here."  # as `runs` says it


def run_source(
    source: Source,
    *,
    by: Actor,
    full: bool = False,
    progress: Report | None = None,
    fetcher: Fetcher | None = None,
) -> Run:
    """Harvest a source, or go on with a run that was interrupted. A run that fails is returned
    with its `problem`; everything it took is kept. Raises `SourceBusy`."""
    require(rules.may_run_source(by, source))
    if source.kind in BUILT_IN:
        raise SourceBusy(
            _("Nothing is fetched for %(name)s: people send to it.") % {"name": source}
        )
    if source.state == SourceState.PAUSED:
        raise SourceBusy(_("%(name)s is paused. Resume it first.") % {"name": source.name})
    if source.state == SourceState.RETIRED:
        raise SourceBusy(_("%(name)s is retired. Resume it first.") % {"name": source.name})
    own = Watched(fetcher or fetcher_of(source))
    try:
        return _run_claimed(claim(source, full=full), fetcher=own, by=by, progress=progress)
    finally:
        if fetcher is None:
            own.close()


def _run_claimed(run: Run, *, fetcher: Watched, by: Actor, progress: Report | None) -> Run:
    claimed_as = run.worker
    try:
        Harvest(run, fetcher=fetcher, by=by, report=progress).go()
    except RunTakenOver:
        if not Run.objects.filter(pk=run.pk, state=RunState.STOPPED, worker="").exists():
            raise  # what comes of it is for whoever has it now
        run.refresh_from_db()  # stopped by hand; the pages it was at are as if they had never come
        return run
    except BaseException:
        _note_outcome(run, claimed_as, fetcher, by=by)
        raise
    finally:
        release(claimed_as)
    _note_outcome(run, claimed_as, fetcher, by=by)
    return run


def resume_run(run: Run, *, by: Actor) -> Run | None:
    """Go on with a run whose process died; None if it is over, or somebody is at it already."""
    require(by.is_machine)
    run.refresh_from_db()
    if run.state != RunState.RUNNING or is_alive(run):
        return None
    return run_source(run.source, by=by, full=run.is_full)


@transaction.atomic
def stop_run(run: Run, *, by: Actor) -> Run:
    """End a run that is going on, also one whose process has died. All it took is kept, and the next
    run of the source goes on from there. Raises `RunOver`."""
    require(rules.may_run_source(by, run.source))
    going = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, is_remapping=False)
    # Without a worker it is nobody's run: whoever is at it finds out before another page is kept.
    ended = going.update(
        state=RunState.STOPPED, worker="", problem=STOPPED, finished_at=now(), beat_at=now()
    )
    if not ended:
        raise RunOver(_("This run is not going on, so it cannot be stopped."))
    write_log(STREAM, "stop-run", by=by, on=run.source.name, run=run.pk)
    run.refresh_from_db()
    return run


@transaction.atomic
def _note_outcome(run: Run, claimed_as: str, watched: Watched, *, by: Actor) -> None:
    """Plan the source's next run; a source that fails again and again is paused."""
    if (
        not Run.objects.filter(pk=run.pk, worker=claimed_as)
        .exclude(state=RunState.RUNNING)
        .exists()
    ):
        return  # another process goes on with it
    run.refresh_from_db()
    note_run(run, watched)
    source = Source.objects.select_for_update().get(pk=run.source_id)
    values = after(run, source)
    given_up = is_given_up(int(str(values["failures"]))) and source.state == SourceState.ACTIVE
    if given_up:
        values |= {"state": SourceState.PAUSED, "paused_because": run.problem}
    Source.objects.filter(pk=source.pk).update(**values)
    if given_up:
        write_log(STREAM, "give-up-source", by=by, on=source.name, run=run.pk)
        source_given_up.send(sender=Source, source=source.pk)


@transaction.atomic
def take_due_sources(*, by: Actor) -> list[int]:
    """The sources whose time has come, each given out once; their next time is set."""
    require(by.is_machine)
    moment = now()
    due = Source.objects.filter(
        state=SourceState.ACTIVE, schedule__in=INTERVALS, due_at__lte=moment
    ).order_by("due_at")
    taken = []
    for source in due:
        following = next_due(source.schedule, source.due_at or moment, moment)
        same = Source.objects.filter(pk=source.pk, due_at=source.due_at)
        if same.update(due_at=following):
            taken.append(source.pk)
    return taken
