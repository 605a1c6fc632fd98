"""What leaves the site of the checks and reviews of resources, in the form that others can keep."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urldefrag

from armillary.evaluation.checks import CHECKS
from armillary.evaluation.models import CheckReport, ForeignReview, ResourceReview
from armillary.evaluation.queries.foreign import each_once
from armillary.formats.armillary_json import MOST_REVIEWS
from armillary.formats.portable_review import MOST_SITES, PortableReview
from armillary.review.models import Review, Rubric
from armillary.review.queries import published_reviews


def portable_reviews(
    family: Mapping[int, int], pages: Mapping[int, str]
) -> dict[int, list[PortableReview]]:
    """Id of a resource → its published reviews, ours and after them those of other sites.

    `family` gives for every resource, merged ones included, the one that stands for it; `pages` the
    page of those.
    """
    found: dict[int, list[PortableReview]] = {number: [] for number in pages}
    rubrics: dict[int, dict[str, Any]] = {}
    links = ResourceReview.objects.filter(resource__in=list(family))
    about = dict(links.values_list("review_id", "resource_id"))
    for review in published_reviews().filter(pk__in=list(about)):
        number = family[about[review.pk]]
        rubric = rubrics.setdefault(review.rubric_id, _document(review.rubric))
        found[number].append(_own(review, rubric, pages[number]))
    for number, foreign in _foreign(family, pages).items():
        found[number] += foreign
    return {number: reviews[:MOST_REVIEWS] for number, reviews in found.items()}


def _own(review: Review, rubric: dict[str, Any], page: str) -> PortableReview:
    return PortableReview(
        id=review.public_id,
        address=f"{page}#review-{review.public_id}",
        about=page,
        rubric=rubric,
        reviewer=review.reviewer.name if review.reviewer else "",
        published=review.published_at or review.changed_at,
        language=review.language,
        comment=review.comment,
        scores=review.scores,
        comments=review.comments,
    )


def _document(rubric: Rubric) -> dict[str, Any]:
    """In the form in which rubrics are loaded."""
    return {
        "key": rubric.key,
        "version": rubric.number,
        "title": rubric.title.texts,
        "criteria": [
            {
                "key": criterion.key,
                "title": criterion.title.texts,
                "guidance": criterion.guidance.texts,
                "levels": [
                    {"value": level.value, "text": level.text.texts} for level in criterion.scale
                ],
            }
            for criterion in rubric.criteria.all()
        ],
    }


def _foreign(
    family: Mapping[int, int], pages: Mapping[int, str]
) -> dict[int, list[PortableReview]]:
    """Passed on as theirs, with our page among those they went through."""
    rows = ForeignReview.objects.filter(resource__in=list(family)).select_related("source")
    by_resource: dict[int, list[ForeignReview]] = {}
    for row in rows.order_by("published_at", "pk"):
        by_resource.setdefault(family[row.resource_id], []).append(row)
    return {
        number: [
            _passed_on(row, pages[number])
            for row in each_once(found)
            if len(row.through) < MOST_SITES
        ]
        for number, found in by_resource.items()
    }


def _passed_on(row: ForeignReview, page: str) -> PortableReview:
    return PortableReview(
        id=row.origin_id,
        address=row.address,
        about=urldefrag(row.address).url,
        rubric=row.rubric,
        reviewer=row.reviewer,
        published=row.published_at,
        language=row.language,
        comment=row.comment,
        scores=row.scores,
        comments=row.comments,
        through=(page, *row.through),
    )


def verdicts_of(ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Id of a resource → what the automatic checks said last, check by check."""
    reports = CheckReport.objects.filter(pk__in=ids).values_list("pk", "findings")
    return {
        number: [
            {"check": finding["check"], "verdict": finding["verdict"]}
            for finding in findings
            if finding["check"] in CHECKS
        ]
        for number, findings in reports
    }
