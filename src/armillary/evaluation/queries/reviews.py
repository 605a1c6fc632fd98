"""Published reviews of a resource, of everything merged into it too. No review is no bad review:
the summary says "not reviewed", never a number."""

from collections.abc import Iterable
from dataclasses import dataclass

from armillary.catalogue.models import Resource
from armillary.evaluation.models import ResourceReview
from armillary.evaluation.queries.families import family_of
from armillary.evaluation.queries.foreign import (
    MOST_SHOWN,
    ForeignSheet,
    foreign_reviews,
    foreign_sheet,
)
from armillary.people.models import Person
from armillary.review.enums import ReviewState
from armillary.review.models import Review
from armillary.review.queries import ReviewSheet, Tally, published_reviews, review_sheet, tallies


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """`n` published reviews: counted criterion by criterion per rubric version, and in full.
    `foreign` are reviews of other sites, which count nowhere."""

    n: int
    tallies: list[Tally]
    sheets: list[ReviewSheet]
    foreign: list[ForeignSheet]

    @property
    def is_reviewed(self) -> bool:
        return self.n > 0

    @property
    def shown(self) -> list[ForeignSheet]:
        """As many of other sites as a page has room for."""
        return self.foreign[:MOST_SHOWN]

    @property
    def left_out(self) -> int:
        return len(self.foreign) - len(self.shown)


def review_summary(resource: Resource, language: str) -> ReviewSummary:
    members = list(family_of([resource.pk]))
    reviews = list(published_reviews().filter(of_resource__resource_id__in=members))
    return ReviewSummary(
        n=len(reviews),
        tallies=tallies(reviews, language),
        sheets=[review_sheet(review, language) for review in reviews],
        foreign=[foreign_sheet(review, language) for review in foreign_reviews(members)],
    )


def review_of(resource: Resource, person: Person) -> Review | None:
    """The review that this person has begun or handed in, withdrawn ones aside."""
    members = list(family_of([resource.pk]))
    mine = Review.objects.filter(reviewer=person, of_resource__resource_id__in=members)
    return mine.exclude(state=ReviewState.WITHDRAWN).order_by("-pk").first()


def resources_of(reviews: Iterable[Review]) -> dict[int, Resource]:
    """Review → the resource it is about."""
    links = ResourceReview.objects.select_related("resource")
    found = links.filter(review__in=[review.pk for review in reviews])
    return {link.review_id: link.resource for link in found}
