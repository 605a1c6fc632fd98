"""What this context knows of a person, and how it forgets it.

A published review is a statement that readers may have acted on, so its text stays and the name goes.
A draft was never anybody's but its writer's, so it goes as a whole. Whoever passes reviews on is told,
so that the name goes there too.
"""

from typing import Any

from armillary.people.erasure import register_personal_data
from armillary.people.models import Person
from armillary.review.enums import ReviewState
from armillary.review.models import Review
from armillary.review.signals import reviews_restated


def _export_reviews(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": review.public_id,
            "rubric": f"{review.rubric.key} {review.rubric.number}",
            "state": review.state,
            "scores": review.scores,
            "comments": review.comments,
            "comment": review.comment,
            "language": review.language,
            "submitted": review.submitted_at.isoformat() if review.submitted_at else None,
        }
        for review in Review.objects.select_related("rubric").filter(reviewer=person).order_by("pk")
    ]


def _erase_reviews(person: Person) -> None:
    Review.objects.filter(reviewer=person, state=ReviewState.DRAFT).delete()
    public = Review.objects.filter(reviewer=person, state=ReviewState.PUBLISHED)
    ids = list(public.order_by("pk").values_list("pk", flat=True))
    Review.objects.filter(reviewer=person).update(reviewer=None)
    if ids:
        reviews_restated.send(sender=Review, ids=ids)


register_personal_data(Review, export=_export_reviews, erase=_erase_reviews)
