"""After a run, look for resources that may be one; after a merge or a parting, let the records speak
anew; tell of sources that are given up on. Receivers only enqueue."""

from typing import Any

from armillary.catalogue.signals import resources_merged, resources_parted
from armillary.harvest.signals import run_finished, source_given_up


def look_for_duplicates(run: int, **_: Any) -> None:
    from armillary.harvest.interfaces.tasks import suspect_duplicates

    suspect_duplicates.enqueue(run)


def tell_of_giving_up(source: int, **_: Any) -> None:
    from armillary.harvest.interfaces.tasks import tell_of_giving_up

    tell_of_giving_up.enqueue(source)


def hear_together(merge: int, **_: Any) -> None:
    from armillary.harvest.interfaces.tasks import hear_together

    hear_together.enqueue(merge)


def hear_apart(merge: int, **_: Any) -> None:
    from armillary.harvest.interfaces.tasks import hear_apart

    hear_apart.enqueue(merge)


def connect() -> None:
    """Called when the context starts."""
    source_given_up.connect(tell_of_giving_up, dispatch_uid="harvest.tell_of_giving_up")
    run_finished.connect(look_for_duplicates, dispatch_uid="harvest.look_for_duplicates")
    resources_merged.connect(hear_together, dispatch_uid="harvest.hear_together")
    resources_parted.connect(hear_apart, dispatch_uid="harvest.hear_apart")
