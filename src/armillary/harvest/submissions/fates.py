"""What became of each thing that was submitted, as the database can tell it."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from armillary.catalogue.enums import ResourceState
from armillary.harvest.enums import Fate
from armillary.harvest.models import Submission, SubmittedItem

UNDECIDED: Final = (Fate.WAITING, Fate.CHANGES)
# A resource that was merged tells what became of it through the one that stands for it.
_STATE: Final = Coalesce(
    "record__resource__alias_of__state",
    "record__resource__state",
    "known__alias_of__state",
    "known__state",
)
_LISTED_AT: Final = Coalesce(
    "record__resource__alias_of__listed_at",
    "record__resource__listed_at",
    "known__alias_of__listed_at",
    "known__listed_at",
)
_IS_OTHER: Final = Q(known__isnull=False) | Q(record__resource__alias_of__isnull=False)


def _fate() -> Case:
    waits, listed = ResourceState.CANDIDATE.value, ResourceState.LISTED.value
    withdrawn = ResourceState.WITHDRAWN.value
    cases = (
        (Q(record__is_deleted=True), Fate.TAKEN_BACK),
        (Q(record__resource=None, known=None), Fate.REJECTED),
        (Q(standing_state=waits) & ~Q(submission__asked=""), Fate.CHANGES),
        (Q(standing_state=waits), Fate.WAITING),
        (Q(standing_state=listed) & _IS_OTHER, Fate.JOINED),
        (Q(standing_state=listed), Fate.LISTED),
        (Q(standing_state=withdrawn, first_listed_at=None), Fate.DECLINED),
    )
    return Case(
        *(When(when, then=Value(fate.value)) for when, fate in cases),
        default=Value(Fate.WITHDRAWN.value),
        output_field=CharField(),
    )


def with_fates(items: QuerySet[SubmittedItem]) -> QuerySet[Any]:
    """Each item with its `fate`."""
    told = items.alias(standing_state=_STATE, first_listed_at=_LISTED_AT)
    return told.annotate(fate=_fate())


def fates_of(submissions: Iterable[Submission]) -> dict[int, dict[Fate, int]]:
    """Submission → how many of its items had which fate, in the order of the enum."""
    ids = [submission.pk for submission in submissions]
    rows = with_fates(SubmittedItem.objects.filter(submission__in=ids)).order_by()
    counted = rows.values("submission", "fate").annotate(count=Count("pk"))
    found: dict[int, dict[Fate, int]] = {number: {} for number in ids}
    for number, fate, count in counted.values_list("submission", "fate", "count"):
        found[number][Fate(fate)] = count
    order = list(Fate)
    return {
        number: dict(sorted(counts.items(), key=lambda pair: order.index(pair[0])))
        for number, counts in found.items()
    }


def undecided(submission: Submission) -> QuerySet[Any]:
    """Its items that nobody has decided on."""
    return with_fates(submission.items.all()).filter(fate__in=UNDECIDED)


def of_resources(ids: Iterable[int]) -> Q:
    """Items that speak of these resources, be it under the id of one merged into them."""
    wanted = list(ids)
    return (
        Q(record__resource__in=wanted)
        | Q(record__resource__alias_of__in=wanted)
        | Q(known__in=wanted)
        | Q(known__alias_of__in=wanted)
    )
