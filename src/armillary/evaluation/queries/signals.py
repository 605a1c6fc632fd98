"""What search is told of a resource: how the automatic checks went, its address among them, and apart
from that whether and how well it was reviewed. They reach it apart; only the order of results weighs them
together (`Document.weight`), and no reader is shown that number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from armillary.catalogue.documents import Enrichment
from armillary.catalogue.models import Resource
from armillary.evaluation.links.answers import answering_resources
from armillary.evaluation.models import CheckReport, ResourceReview
from armillary.evaluation.queries.families import family_of
from armillary.review.enums import ReviewState
from armillary.review.queries import share_of, spans_of
from armillary.search.documents import LADDERS

REVIEWED = "reviewed"
NOT_REVIEWED = "not-reviewed"
ANSWERS = "answers"
UNAVAILABLE = "unavailable"
BELOW = "below"  # the lowest rung of scores
UNWRITTEN, MIDDLE = 2, 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """`quality` is of the checks alone, 0 to 1; None where nobody has checked."""

    quality: float | None
    reviews: int
    reviewed: float = 0.0  # see `standing`
    score: str = ""  # see `score_band`


def signals_for(ids: Sequence[int]) -> dict[int, Signals]:
    """The signals of each resource of `ids`, in a fixed number of queries."""
    reports = CheckReport.objects.filter(pk__in=ids).values_list("pk", "quality")
    qualities = dict(reports)
    shares = _shares(ids)
    return {
        number: Signals(qualities.get(number), len(given), standing(given), score_band(given))
        for number in ids
        for given in [shares.get(number, [])]
    }


def _shares(ids: Sequence[int]) -> dict[int, list[float | None]]:
    """What each published review gave of what it could have given."""
    family = family_of(ids)
    links = ResourceReview.objects.filter(
        resource_id__in=list(family), review__state=ReviewState.PUBLISHED
    )
    rows = list(links.values_list("resource_id", "review__rubric_id", "review__scores"))
    spans = spans_of({rubric for _member, rubric, _scores in rows})
    shares: dict[int, list[float | None]] = defaultdict(list)
    for member, rubric, scores in rows:
        shares[family[member]].append(share_of(scores, spans[rubric]))
    return shares


def standing(shares: Sequence[float | None]) -> float:
    """Where reviews put a resource among the reviewed, 0 to 1; for sorting and never shown, since a
    reader must see what reviewers said and not a number of ours. The mean of the shares, drawn to
    the middle by two reviews that nobody wrote, so that one enthusiast does not beat ten; 0 only
    without a review."""
    if not shares:
        return 0.0
    given = [share for share in shares if share is not None]
    return (sum(given) + UNWRITTEN * MIDDLE) / (len(given) + UNWRITTEN)


def score_band(shares: Sequence[float | None]) -> str:
    """In which part of what could be given the mean of what reviewers gave lies, without additions of
    ours; empty where nobody gave anything."""
    given = [share for share in shares if share is not None]
    if not given:
        return ""
    mean = sum(given) / len(given)
    return next((rung for rung in LADDERS["score"] if mean >= int(rung) / 100), BELOW)


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
                "score": [signals.score] if signals.score else [],
                "availability": [availability[number]] if number in availability else [],
            },
            quality=signals.quality or 0.0,
            reviewed=signals.reviewed,
        )
        for number, signals in signals_for(ids).items()
    }
