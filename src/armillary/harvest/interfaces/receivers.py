"""After a run, look for resources that may be one. Receivers only enqueue."""

from typing import Any

from armillary.harvest.signals import run_finished


def look_for_duplicates(run: int, **_: Any) -> None:
    from armillary.harvest.interfaces.tasks import suspect_duplicates

    suspect_duplicates.enqueue(run)


def connect() -> None:
    """Called when the context starts."""
    run_finished.connect(look_for_duplicates, dispatch_uid="harvest.look_for_duplicates")
