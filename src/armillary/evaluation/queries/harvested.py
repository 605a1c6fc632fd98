"""What harvests say of resources: who vouches for them, and which may be there twice."""

from collections.abc import Sequence

from django.db.models import Q

from armillary.harvest.enums import SuspicionState
from armillary.harvest.models import Record, Source, Suspicion


def trusted_resources(ids: Sequence[int]) -> set[int]:
    """Those of `ids` of which a trusted source has a record that is still there."""
    records = Record.objects.filter(resource_id__in=ids, is_deleted=False, source__is_trusted=True)
    return {number for number in records.values_list("resource_id", flat=True) if number}


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


def source_names() -> list[str]:
    return list(Source.objects.order_by("name").values_list("name", flat=True))
