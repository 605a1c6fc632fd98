"""What harvests say of resources: who vouches for them, and which may be there twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from armillary.catalogue.enums import ResourceState
from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Record, Suspicion
from armillary.harvest.queries import uncompared_among


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ids of candidates; `after` is where the next page begins, 0 on the last one."""

    ids: list[int]
    after: int


def trusted_resources(ids: Sequence[int]) -> set[int]:
    """Those of `ids` of which a trusted source has a record that is still there. What a run has
    brought counts once the run was compared: before, nobody knows what is there twice."""
    live = Record.objects.filter(resource_id__in=ids, is_deleted=False)
    records = list(live.values_list("resource_id", "changed_in", "source__is_trusted"))
    pending = uncompared_among(run for _id, run, _trusted in records)
    trusted = {number for number, _run, is_trusted in records if number and is_trusted}
    return trusted - {number for number, run, _trusted in records if run in pending}


def waiting_of(source: int, *, run: int, after: int, count: int) -> Waiting:
    """Candidates of which a source has a record; with `run` only those that this run changed."""
    records = Record.objects.filter(source=source, is_deleted=False, pk__gt=after)
    if run:
        records = records.filter(changed_in=run)
    waiting = records.filter(resource__state=ResourceState.CANDIDATE).order_by("pk")
    rows = list(waiting.values_list("pk", "resource_id")[:count])
    ids = list(dict.fromkeys(number for _pk, number in rows if number))
    return Waiting(ids, rows[-1][0] if len(rows) == count else 0)


def suspected_resources(ids: Sequence[int]) -> set[int]:
    """Those of `ids` that may be the same as another, undecided so far."""
    open_pairs = Suspicion.objects.filter(
        Q(first_id__in=ids) | Q(second_id__in=ids),
        state=SuspicionState.OPEN,
        first__alias_of=None,
        second__alias_of=None,
    )
    suspected = {
        number for pair in open_pairs.values_list("first_id", "second_id") for number in pair
    }
    return suspected & set(ids)
