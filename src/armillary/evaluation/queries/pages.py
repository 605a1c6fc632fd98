"""What public pages show of a resource: two signals, side by side, never one number."""

from typing import TypedDict

from armillary.catalogue.models import Resource
from armillary.evaluation.queries.reports import CheckView, checks_of
from armillary.evaluation.queries.reviews import ReviewSummary, review_summary


class PublicSignals(TypedDict):
    """The context of `evaluation/_checks.html` and `evaluation/_reviews.html`."""

    checks: CheckView
    reviews: ReviewSummary


def public_signals(resource: Resource, language: str) -> PublicSignals:
    return PublicSignals(
        checks=checks_of(resource, language), reviews=review_summary(resource, language)
    )
