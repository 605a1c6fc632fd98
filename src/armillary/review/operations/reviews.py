"""A review's way from a draft to the public, and back out of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.models import VersionState
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.people.models import Person
from armillary.review import rules
from armillary.review.enums import ReviewState
from armillary.review.errors import InvalidScores, NameMissing, NoSuchRubric, ReviewClosed
from armillary.review.models import Comments, Criterion, Review, Rubric, Scores
from armillary.review.signals import reviews_restated

STREAM = "review"
LONGEST_COMMENT = 5_000


@transaction.atomic
def start_review(rubric: Rubric, *, language: str = "en", by: Actor) -> Review:
    """An empty draft. The calling context links it to what is reviewed."""
    require(rules.may_review(by), _("Only reviewers and curators may write reviews."))
    if rubric.state != VersionState.PUBLISHED:
        raise NoSuchRubric(_("Reviews use a published rubric. Choose the current version."))
    reviewer = by if isinstance(by, Person) else None
    return Review.objects.create(rubric=rubric, reviewer=reviewer, language=language)


@transaction.atomic
def save_draft(
    review: Review,
    *,
    scores: Mapping[str, int | None],
    comments: Mapping[str, str] | None = None,
    comment: str = "",
    language: str = "",
    by: Actor,
) -> Review:
    """Keep what there is so far; criteria may still be open."""
    require(rules.may_write(by, review), _("Only its writer may change a review."))
    criteria = {criterion.key: criterion for criterion in review.rubric.criteria.all()}
    changes = {
        "scores": _checked_scores(scores, criteria),
        "comments": _checked_comments(comments or {}, criteria),
        "comment": _checked_text(comment),
        "language": language or review.language,
    }
    return _move(review, (ReviewState.DRAFT,), **changes)


@transaction.atomic
def submit_review(review: Review, *, by: Actor) -> Review:
    """Hand in a draft in which every criterion has an answer. It cannot be changed afterwards.
    Raises `NameMissing` for a writer without a name, since the public reads it under one."""
    require(rules.may_write(by, review), _("Only its writer may submit a review."))
    if isinstance(by, Person) and not by.name.strip():
        raise NameMissing(
            _("A review is published with your name. Give your name under “Account” first.")
        )
    row = Review.objects.select_for_update().get(pk=review.pk)
    open_criteria = [c for c in row.rubric.criteria.all() if c.key not in row.scores]
    if open_criteria:
        names = ", ".join(str(criterion.title) for criterion in open_criteria)
        raise InvalidScores(
            _("Please answer every criterion. Still open: %(criteria)s.") % {"criteria": names}
        )
    _move(review, (ReviewState.DRAFT,), state=ReviewState.SUBMITTED, submitted_at=now())
    write_log(STREAM, "submit-review", by=by, on=review.public_id)
    return review


@transaction.atomic
def publish_review(review: Review, *, by: Actor) -> Review:
    """Make a submitted review public, whatever it says."""
    require(
        rules.may_publish(by, review),
        _("A review is published by a curator who did not write it."),
    )
    _move(review, (ReviewState.SUBMITTED,), state=ReviewState.PUBLISHED, published_at=now())
    write_log(STREAM, "publish-review", by=by, on=review.public_id)
    reviews_restated.send(sender=Review, ids=[review.pk])
    return review


@transaction.atomic
def withdraw_review(review: Review, *, reason: str, by: Actor) -> Review:
    """Take a review back or down; the log keeps who did it and why."""
    require(rules.may_withdraw(by, review))
    if not reason.strip():
        raise InvalidScores(_("Please say why the review is withdrawn."))
    was_public = review.state == ReviewState.PUBLISHED
    anywhere = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.PUBLISHED)
    _move(review, anywhere, state=ReviewState.WITHDRAWN, reason=reason.strip())
    write_log(STREAM, "withdraw-review", by=by, on=review.public_id, reason=reason.strip())
    if was_public:
        reviews_restated.send(sender=Review, ids=[review.pk])
    return review


def _move(review: Review, old: tuple[ReviewState, ...], **changes: Any) -> Review:
    """Change a review only if it is still in one of the states `old`."""
    rows = Review.objects.filter(pk=review.pk, state__in=old)
    if not rows.update(**changes, changed_at=now()):
        raise ReviewClosed(_("This review has moved on and cannot be changed like this any more."))
    review.refresh_from_db()
    return review


def _checked_scores(scores: Mapping[str, int | None], criteria: Mapping[str, Criterion]) -> Scores:
    for key, value in scores.items():
        if not _is_answer(criteria.get(key), value):
            raise InvalidScores(
                _("“%(value)s” is not an answer to the criterion “%(criterion)s”.")
                % {"value": value, "criterion": key}
            )
    return dict(scores)


def _is_answer(criterion: Criterion | None, value: int | None) -> bool:
    if criterion is None or isinstance(value, bool):
        return False
    if value is None:
        return criterion.may_skip
    return value in [level.value for level in criterion.scale]


def _checked_comments(comments: Mapping[str, str], criteria: Mapping[str, Criterion]) -> Comments:
    unknown = next((key for key in comments if key not in criteria), None)
    if unknown is not None:
        raise InvalidScores(
            _("The rubric has no criterion “%(criterion)s”.") % {"criterion": unknown}
        )
    texts = {key: _checked_text(text) for key, text in comments.items()}
    return {key: text for key, text in texts.items() if text}


def _checked_text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise InvalidScores(_("This comment is too long. Please keep to the essentials."))
    return text
