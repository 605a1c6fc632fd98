"""Count in the background: after each run, and once a day what changes without one (links). Each
task may run twice without harm; receivers only enqueue."""

from datetime import timedelta
from typing import Any, Final

from armillary.core.tasks import periodic, task
from armillary.harvest.health.queries import sources_to_count
from armillary.harvest.models import Source
from armillary.harvest.operations.health import count_some
from armillary.harvest.signals import health_noted
from armillary.people.actors import SYSTEM

PIECES: Final = 4


@task()
def count_source(source: int) -> None:
    """A few pieces at a time, so that other work finds room between."""
    row = Source.objects.filter(pk=source).first()
    if row is not None and count_some(row, pieces=PIECES, by=SYSTEM):
        count_source.enqueue(source)


@task()
def count_all_sources() -> None:
    for source in sources_to_count():
        count_source.enqueue(source)


def count_after_run(source: int, **_: Any) -> None:
    count_source.enqueue(source)


periodic(count_all_sources, every=timedelta(days=1))


def connect() -> None:
    """Called when the context starts."""
    health_noted.connect(count_after_run, dispatch_uid="harvest.count_after_run")
