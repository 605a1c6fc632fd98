"""Map what a source has given anew, in the background. May run twice without harm."""

from typing import Any

from armillary.core.tasks import LONG, task
from armillary.harvest.operations.mappings import remap_source as remap_source_now
from armillary.harvest.signals import mapping_published
from armillary.people.actors import SYSTEM


@task(queue_name=LONG)
def remap_source(run: int) -> None:
    remap_source_now(run, by=SYSTEM)


def map_anew(run: int, **_: Any) -> None:
    remap_source.enqueue(run)


def connect() -> None:
    """Called when the context starts."""
    mapping_published.connect(map_anew, dispatch_uid="harvest.map_anew")
