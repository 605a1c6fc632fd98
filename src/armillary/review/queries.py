"""What is asked and what was found. Values come ready to render; nothing is added up over criteria,
since one number would hide what a reader must know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from armillary.core.models import VersionState
from armillary.people.models import Person
from armillary.review.enums import ReviewState
from armillary.review.errors import NoSuchReview, NoSuchRubric
from armillary.review.models import Criterion, Review, Rubric, Scores


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion of one review. `value` is None where it does not apply or has no answer yet."""

    criterion: Criterion
    title: str
    guidance: str
    levels: list[tuple[int, str]]
    answered: bool
    value: int | None
    meaning: str
    comment: str

    @property
    def highest(self) -> int:
        return self.levels[-1][0]

    @property
    def does_not_apply(self) -> bool:
        return self.answered and self.value is None


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A review as its readers see it. `reviewer` is empty where the name was erased."""

    public_id: str
    rubric: str
    rubric_version: int
    reviewer: str
    language: str
    at: datetime | None
    comment: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class CriterionTally:
    """How often each level was given for one criterion, and how often it did not apply."""

    title: str
    levels: list[tuple[int, str, int]]
    not_applicable: int
    n: int

    @property
    def highest(self) -> int:
        return self.levels[-1][0]


@dataclass(frozen=True, slots=True)
class Tally:
    """All published reviews by one version of a rubric, criterion by criterion."""

    rubric: str
    rubric_version: int
    n: int
    criteria: list[CriterionTally]


def published_rubric(key: str = "") -> Rubric:
    """The current version of a rubric, or of the first there is. Raises `NoSuchRubric`."""
    rubrics = Rubric.objects.filter(state=VersionState.PUBLISHED).order_by("key")
    rubric = rubrics.filter(key=key).first() if key else rubrics.first()
    if rubric is None:
        raise NoSuchRubric(_("There is no such rubric. Ask an administrator to load one."))
    return rubric


def review_by_public_id(public_id: str) -> Review:
    review = _whole_reviews().filter(public_id=public_id).first()
    if review is None:
        raise NoSuchReview(_("There is no review with this address."))
    return review


def reviews_by(person: Person) -> QuerySet[Review]:
    """The latest first."""
    return _whole_reviews().filter(reviewer=person).order_by("-pk")


def submitted_reviews() -> QuerySet[Review]:
    """Waiting to be published, the oldest first."""
    return _whole_reviews().filter(state=ReviewState.SUBMITTED).order_by("pk")


def published_reviews() -> QuerySet[Review]:
    return _whole_reviews().filter(state=ReviewState.PUBLISHED).order_by("pk")


def _whole_reviews() -> QuerySet[Review]:
    """With all that a sheet needs, in a fixed number of queries."""
    return Review.objects.select_related("rubric", "reviewer").prefetch_related("rubric__criteria")


def review_sheet(review: Review, language: str) -> ReviewSheet:
    return ReviewSheet(
        public_id=review.public_id,
        rubric=review.rubric.title.read(language),
        rubric_version=review.rubric.number,
        reviewer=review.reviewer.name if review.reviewer else "",
        language=review.language,
        at=review.published_at or review.submitted_at,
        comment=review.comment,
        answers=answers_of(review.rubric, language, review),
    )


def answers_of(rubric: Rubric, language: str, review: Review | None = None) -> list[Answer]:
    """The criteria of a rubric with the answers of a review, if there is one."""
    return [_answer(criterion, language, review) for criterion in rubric.criteria.all()]


def _answer(criterion: Criterion, language: str, review: Review | None) -> Answer:
    scores = review.scores if review else {}
    value = scores.get(criterion.key)
    levels = _levels(criterion, language)
    return Answer(
        criterion=criterion,
        title=criterion.title.read(language),
        guidance=criterion.guidance.read(language),
        levels=levels,
        answered=criterion.key in scores,
        value=value,
        meaning=dict(levels).get(value, "") if value is not None else "",
        comment=review.comments.get(criterion.key, "") if review else "",
    )


def _levels(criterion: Criterion, language: str) -> list[tuple[int, str]]:
    return [(level.value, level.text.read(language)) for level in criterion.scale]


def spans_of(rubrics: Iterable[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Rubric → criterion → its lowest and highest level."""
    spans: dict[int, dict[str, tuple[int, int]]] = {number: {} for number in rubrics}
    for criterion in Criterion.objects.filter(rubric_id__in=spans):
        values = [level["value"] for level in criterion.levels]
        spans[criterion.rubric_id][criterion.key] = (min(values), max(values))
    return spans


def share_of(scores: Scores, spans: Mapping[str, tuple[int, int]]) -> float | None:
    """The mean over the criteria that apply of how far up its scale each score is, 0 to 1."""
    shares = [
        (value - low) / (high - low)
        for key, (low, high) in spans.items()
        if (value := scores.get(key)) is not None and high > low
    ]
    return sum(shares) / len(shares) if shares else None


def tallies(reviews: Iterable[Review], language: str) -> list[Tally]:
    """Per version of a rubric, since scores of two versions do not mean the same."""
    by_rubric: dict[int, list[Review]] = {}
    for review in reviews:
        by_rubric.setdefault(review.rubric_id, []).append(review)
    return [_tally(group, language) for group in by_rubric.values()]


def _tally(reviews: Sequence[Review], language: str) -> Tally:
    rubric = reviews[0].rubric
    return Tally(
        rubric=rubric.title.read(language),
        rubric_version=rubric.number,
        n=len(reviews),
        criteria=[_criterion_tally(each, reviews, language) for each in rubric.criteria.all()],
    )


def _criterion_tally(
    criterion: Criterion, reviews: Sequence[Review], language: str
) -> CriterionTally:
    given = [review.scores.get(criterion.key) for review in reviews]
    levels = _levels(criterion, language)
    return CriterionTally(
        title=criterion.title.read(language),
        levels=[(value, text, given.count(value)) for value, text in levels],
        not_applicable=given.count(None),
        n=len(given) - given.count(None),
    )
