"""`/api/v1/resources/{id}/checks` and `…/reviews`: what anybody may know of a listed resource."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import no_such_resource, resource_by_public_id
from armillary.evaluation.interfaces.desk import reader_language
from armillary.evaluation.queries import checks_of, review_summary
from armillary.evaluation.queries.foreign import ForeignSheet
from armillary.review.queries import Answer, ReviewSheet

router = Router(tags=["evaluation"])


class FindingOut(Schema):
    """One automatic check. `verdict`: pass, warn, fail, not-applicable or unknown."""

    check: str
    name: str
    verdict: str
    sentence: str
    fix: str
    confidence: float
    severity: str
    is_gate: bool


class ChecksOut(Schema):
    """`checked_at` is null where nobody has looked yet."""

    checked_at: datetime | None
    findings: list[FindingOut]


class AnswerOut(Schema):
    """`value` is null where the criterion does not apply."""

    criterion: str
    title: str
    value: int | None
    highest: int
    meaning: str
    comment: str


class ReviewOut(Schema):
    id: str
    rubric: str
    rubric_version: int
    reviewer: str
    language: str
    published_at: datetime | None
    comment: str
    answers: list[AnswerOut]


class ForeignReviewOut(ReviewOut):
    """A review of another site, where `id` is its own and `address` where it was published."""

    source: str
    address: str
    published_at: datetime


class ReviewsOut(Schema):
    """Published reviews. `is_reviewed` false means that nobody has reviewed it here, not that it is
    bad. `foreign` are those of other sites, which count nowhere."""

    is_reviewed: bool
    reviews: list[ReviewOut]
    foreign: list[ForeignReviewOut]


@router.get("/resources/{public_id}/checks", response=ChecksOut, summary="Automatic checks")
def checks(request: HttpRequest, public_id: str) -> ChecksOut:
    return checks_out(_listed(public_id), reader_language())


def checks_out(resource: Resource, language: str) -> ChecksOut:
    """For a reader of the language."""
    view = checks_of(resource, language)
    findings = [FindingOut.from_orm(finding) for finding in view.findings]
    return ChecksOut(checked_at=view.checked_at, findings=findings)


@router.get("/resources/{public_id}/reviews", response=ReviewsOut, summary="Peer reviews")
def reviews(request: HttpRequest, public_id: str) -> ReviewsOut:
    return reviews_out(_listed(public_id), reader_language())


def reviews_out(resource: Resource, language: str) -> ReviewsOut:
    """For a reader of the language."""
    summary = review_summary(resource, language)
    sheets = [_review(sheet) for sheet in summary.sheets]
    foreign = [_foreign(sheet) for sheet in summary.foreign]
    return ReviewsOut(is_reviewed=summary.is_reviewed, reviews=sheets, foreign=foreign)


def _listed(public_id: str) -> Resource:
    resource = resource_by_public_id(public_id)
    if not resource.is_listed:
        raise no_such_resource()
    return resource


def _review(sheet: ReviewSheet) -> ReviewOut:
    return ReviewOut(
        id=sheet.public_id,
        rubric=sheet.rubric,
        rubric_version=sheet.rubric_version,
        reviewer=sheet.reviewer,
        language=sheet.language,
        published_at=sheet.at,
        comment=sheet.comment,
        answers=[_answer(answer) for answer in sheet.answers],
    )


def _foreign(sheet: ForeignSheet) -> ForeignReviewOut:
    return ForeignReviewOut(
        id=sheet.public_id,
        source=sheet.source,
        address=sheet.address,
        rubric=sheet.rubric,
        rubric_version=sheet.rubric_version,
        reviewer=sheet.reviewer,
        language=sheet.language,
        published_at=sheet.at,
        comment=sheet.comment,
        answers=[
            AnswerOut(
                criterion=answer.key,
                title=answer.title,
                value=answer.value,
                highest=answer.highest,
                meaning=answer.meaning,
                comment=answer.comment,
            )
            for answer in sheet.answers
        ],
    )


def _answer(answer: Answer) -> AnswerOut:
    return AnswerOut(
        criterion=answer.criterion.key,
        title=answer.title,
        value=answer.value,
        highest=answer.highest,
        meaning=answer.meaning,
        comment=answer.comment,
    )
