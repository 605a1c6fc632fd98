"""Harvests and the search for duplicates in the background. Each may run twice without harm."""

from armillary.core.tasks import task
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import run_source as run_source_now
from armillary.harvest.suspecting import suspect_duplicates_of
from armillary.people.actors import SYSTEM


@task()
def run_source(source: int, full: bool = False) -> None:
    row = Source.objects.filter(pk=source).first()
    if row is not None:
        run_source_now(row, by=SYSTEM, full=full)


@task()
def suspect_duplicates(run: int) -> None:
    row = Run.objects.filter(pk=run).first()
    if row is not None:
        suspect_duplicates_of(row, by=SYSTEM)
