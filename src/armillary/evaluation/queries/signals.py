"""What search is told of a resource: how the automatic checks went, its address among them, and apart
from that whether anybody has reviewed it. The two are never added up."""

from collections.abc import Sequence
from dataclasses import dataclass

from armillary.catalogue.documents import Enrichment
from armillary.catalogue.models import Resource
from armillary.evaluation.links.answers import answering_resources
from armillary.evaluation.models import CheckReport, ResourceReview
from armillary.evaluation.queries.families import family_of
from armillary.review.enums import ReviewState

REVIEWED = "reviewed"
NOT_REVIEWED = "not-reviewed"
ANSWERS = "answers"
UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Signals:
    """`quality` is of the checks alone, 0 to 1; None where nobody has checked."""

    quality: float | None
    reviews: int


def signals_for(ids: Sequence[int]) -> dict[int, Signals]:
    """The signals of each resource of `ids`, in a fixed number of queries."""
    reports = CheckReport.objects.filter(pk__in=ids).values_list("pk", "quality")
    qualities = dict(reports)
    counts = _review_counts(ids)
    return {number: Signals(qualities.get(number), counts.get(number, 0)) for number in ids}


def _review_counts(ids: Sequence[int]) -> dict[int, int]:
    family = family_of(ids)
    links = ResourceReview.objects.filter(
        resource_id__in=list(family), review__state=ReviewState.PUBLISHED
    )
    counts: dict[int, int] = {}
    for member in links.values_list("resource_id", flat=True):
        counts[family[member]] = counts.get(family[member], 0) + 1
    return counts


def availability_of(ids: Sequence[int]) -> dict[int, str]:
    """Whether each can be opened; those are left out of which nobody knows."""
    answering = dict.fromkeys(answering_resources(ids), ANSWERS)
    gone = Resource.objects.filter(pk__in=ids, unavailable_since__isnull=False)
    return answering | dict.fromkeys(gone.values_list("pk", flat=True), UNAVAILABLE)


def enrichments_for(ids: Sequence[int]) -> dict[int, Enrichment]:
    """Signals in the shape of the search documents."""
    availability = availability_of(ids)
    return {
        number: Enrichment(
            facets={
                "review": [REVIEWED if signals.reviews else NOT_REVIEWED],
                "availability": [availability[number]] if number in availability else [],
            },
            quality=signals.quality or 0.0,
        )
        for number, signals in signals_for(ids).items()
    }
