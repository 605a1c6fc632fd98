"""Tie reviews to resources: one review per person and resource, whatever it was merged with."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue.enums import KIND
from armillary.catalogue.models import Resource
from armillary.catalogue.touching import touch_resources
from armillary.core.errors import Conflict, require
from armillary.evaluation.errors import ReviewedAlready
from armillary.evaluation.models import ResourceReview
from armillary.evaluation.queries.families import standing_ids
from armillary.evaluation.queries.reviews import review_of
from armillary.evaluation.signals import reviews_published
from armillary.people.actors import SYSTEM, Actor
from armillary.people.models import Person
from armillary.review import operations as reviewing
from armillary.review import rules
from armillary.review.models import Review, Rubric
from armillary.search.operations import note_changes


@transaction.atomic
def review_resource(
    resource: Resource,
    *,
    rubric: Rubric,
    scores: Mapping[str, int | None],
    comments: Mapping[str, str] | None = None,
    comment: str = "",
    language: str = "en",
    submit: bool = True,
    by: Actor,
) -> Review:
    """Save this person's review of a resource as a draft, or submit it."""
    require(rules.may_review(by), _("Only reviewers and curators may write reviews."))
    review = _draft(resource, rubric, language=language, by=by)
    sheet = {"scores": scores, "comments": comments, "comment": comment, "language": language}
    reviewing.save_draft(review, **sheet, by=by)  # type: ignore[arg-type]
    return reviewing.submit_review(review, by=by) if submit else review


def _draft(resource: Resource, rubric: Rubric, *, language: str, by: Actor) -> Review:
    """The draft that this person has begun, or a new one. The row of the resource is held
    meanwhile, so that two windows cannot start two reviews."""
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    if held.alias_of_id is not None:
        raise Conflict(_("This resource was merged with another. Review that one."))
    known = review_of(held, by) if isinstance(by, Person) else None
    if known is not None and not known.is_open:
        raise ReviewedAlready(_("You have handed in a review of this resource already."))
    if known is not None:
        return known
    review = reviewing.start_review(rubric, language=language, by=by)
    ResourceReview.objects.create(resource=held, review=review)
    return review


@transaction.atomic
def announce_reviews(review_ids: Sequence[int]) -> list[int]:
    """Tell the index, harvesters and contexts above that the public reviews of some resources have
    changed."""
    about = ResourceReview.objects.filter(review_id__in=review_ids)
    ids = standing_ids(about.values_list("resource_id", flat=True))
    if ids:
        note_changes(KIND, ids)
        touch_resources(ids, by=SYSTEM)
        reviews_published.send(sender=ResourceReview, ids=ids)
    return ids
