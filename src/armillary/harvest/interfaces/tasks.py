"""Harvests and the search for duplicates in the background. Each may run twice without harm."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from django.db import transaction

from armillary.catalogue.models import Merge
from armillary.core.clock import now
from armillary.core.tasks import LONG, periodic, task
from armillary.harvest.duplicates import hearing
from armillary.harvest.enums import SourceState
from armillary.harvest.errors import SourceBusy
from armillary.harvest.interfaces import mails
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import let_go_of_records as let_go_of_records_now
from armillary.harvest.operations import resume_run as resume_run_now
from armillary.harvest.operations import run_source as run_source_now
from armillary.harvest.operations import settle_parting, take_due_sources
from armillary.harvest.queries import (
    curators_of,
    dead_runs,
    has_enough_of_us,
    runs_left_uncompared,
)
from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM

CROWDED: Final = timedelta(minutes=2)  # until a source is tried again whose host is busy with us


@task(queue_name=LONG)
def run_source(source: int, full: bool = False) -> None:
    """A source that is being harvested already, or was paused meanwhile, is left alone. One whose
    host has enough of us waits, so that other hosts go on."""
    row = Source.objects.filter(pk=source).first()
    if row is not None and has_enough_of_us(row):
        run_source.using(run_after=now() + CROWDED).enqueue(source, full=full)
    elif row is not None:
        with suppress(SourceBusy):
            run_source_now(row, by=SYSTEM, full=full)


@task(queue_name=LONG)
def let_go_of_records(source: int) -> None:
    row = Source.objects.filter(pk=source).first()
    if row is not None:
        let_go_of_records_now(row, by=SYSTEM)


@task(queue_name=LONG)
def resume_run(run: int) -> None:
    """Go on with a run whose process died, whoever started it; by hand it goes on at once."""
    row = Run.objects.select_related("source").filter(pk=run).first()
    if row is not None:
        with suppress(SourceBusy):
            resume_run_now(row, by=SYSTEM)


@task()
def resume_dead_runs() -> None:
    for run in dead_runs():
        resume_run.enqueue(run)


@task()
def run_due_sources() -> None:
    with transaction.atomic():
        for source in take_due_sources(by=SYSTEM):
            run_source.enqueue(source)


@task()
def tell_of_giving_up(source: int) -> None:
    row = Source.objects.filter(pk=source, state=SourceState.PAUSED).first()
    if row is None:
        return
    with transaction.atomic():
        for person in curators_of(row):
            subject, body = mails.given_up(row, to=person)
            send_notice(person.email, subject=subject, body=body, by=SYSTEM)


@task()
def suspect_duplicates(run: int) -> None:
    # Loads the comparison of texts, which few processes need and every one would wait for.
    from armillary.harvest.suspecting import suspect_duplicates_of

    row = Run.objects.filter(pk=run).first()
    if row is not None and not row.is_compared:
        suspect_duplicates_of(row, by=SYSTEM)


@task(queue_name=LONG)
def compare_everything(rebuild: bool = False) -> None:
    from armillary.harvest.suspecting import compare_everything as compare_now

    compare_now(rebuild=rebuild, by=SYSTEM)


@task()
def hear_together(merge: int) -> None:
    row = Merge.objects.filter(pk=merge).first()
    if row is not None:
        hearing.hear_together(row, by=SYSTEM)


@task()
def hear_apart(merge: int) -> None:
    row = Merge.objects.filter(pk=merge).exclude(undone_at=None).first()
    if row is not None:
        settle_parting(row, by=SYSTEM)
        hearing.hear_apart(row, by=SYSTEM)


@task()
def compare_interrupted() -> None:
    """A run that was broken off never says that it is finished; what it took is compared too."""
    for run in runs_left_uncompared():
        suspect_duplicates.enqueue(run)


periodic(compare_interrupted, every=timedelta(hours=1))
periodic(resume_dead_runs, every=timedelta(minutes=5))
periodic(run_due_sources, every=timedelta(minutes=1))
