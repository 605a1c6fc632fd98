"""Harvests and the search for duplicates in the background. Each may run twice without harm."""

from datetime import timedelta

from armillary.core.tasks import periodic, task
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import run_source as run_source_now
from armillary.harvest.queries import runs_left_uncompared
from armillary.people.actors import SYSTEM


@task()
def run_source(source: int, full: bool = False) -> None:
    row = Source.objects.filter(pk=source).first()
    if row is not None:
        run_source_now(row, by=SYSTEM, full=full)


@task()
def suspect_duplicates(run: int) -> None:
    # Loads the comparison of texts, which few processes need and every one would wait for.
    from armillary.harvest.suspecting import suspect_duplicates_of

    row = Run.objects.filter(pk=run).first()
    if row is not None and not row.is_compared:
        suspect_duplicates_of(row, by=SYSTEM)


@task()
def compare_interrupted() -> None:
    """A run that was broken off never says that it is finished; what it took is compared too."""
    for run in runs_left_uncompared():
        suspect_duplicates.enqueue(run)


periodic(compare_interrupted, every=timedelta(hours=1))
