"""Keep the reviews that other sites have published as those sites tell them now: new and changed ones
are stored, withdrawn ones go, and so does all that a deleted record had brought.

A review of ours that comes back is known by its id and left out; so is one that went through here.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q

from armillary.catalogue.touching import touch_resources
from armillary.core.errors import require
from armillary.core.texts import TranslatedText
from armillary.evaluation import rules
from armillary.evaluation.models import ForeignReview
from armillary.evaluation.queries.families import standing_ids
from armillary.formats.armillary_json import paths_in, reviews_in
from armillary.formats.portable_review import MOST_SITES, PortableReview
from armillary.harvest.kinds.armillary import takes_reviews
from armillary.harvest.models import Record
from armillary.harvest.paths import KIND, ours_among
from armillary.people.actors import Actor
from armillary.review.models import Review

COLUMNS: Final = (
    "resource_id", "record_id", "address", "through", "title", "rubric", "scores", "comments",
    "comment", "language", "reviewer", "published_at",
)  # fmt: skip

Key = tuple[int, str]  # source, id of the review there
Rows = dict[Key, ForeignReview]


@transaction.atomic
def take_foreign_reviews(record_ids: Sequence[int], *, by: Actor) -> list[int]:
    """Bring the reviews that these records hold up to date; the ids of the resources whose foreign
    reviews are others now. Doing it twice does nothing more."""
    require(rules.may_check(by))
    records = _records(record_ids)
    told = _told(records)
    known = _known(records, told)
    here = {record.pk for record in records}
    claimed = {key for key, row in known.items() if _is_held(row, here)}
    gone = [row for key, row in known.items() if row.record_id in here and key not in told]
    fresh = {key: row for key, row in told.items() if key not in claimed and _differs(row, known)}
    changed = {row.resource_id for row in gone}
    changed |= {row.resource_id for rows in (fresh, known) for k, row in rows.items() if k in fresh}
    ForeignReview.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _store(fresh.values())
    ids = standing_ids(changed)
    touch_resources(ids, by=by)
    return ids


def _records(ids: Sequence[int]) -> list[Record]:
    rows = Record.objects.filter(pk__in=ids, source__kind=KIND).select_related("source")
    return list(rows.order_by("pk"))


def _told(records: Iterable[Record]) -> Rows:
    """What the records say; of a review that two of them tell, what the older one says."""
    speaking = [each for each in records if not each.is_deleted and takes_reviews(each.source)]
    reviews = {each.pk: reviews_in(bytes(each.payload)) for each in speaking}
    ours = _reviews_of_ours(review.id for told in reviews.values() for review in told)
    pages = _pages_of_ours(speaking, reviews)
    rows: Rows = {}
    for record in speaking:
        resource = record.resource_id or _resource_in_paths(record, pages)
        for review in reviews[record.pk]:
            if resource and review.id not in ours and not _went_through_here(review, pages):
                row = _row(review, record, resource)
                rows.setdefault((record.source_id, review.id), row)
    return rows


def _reviews_of_ours(ids: Iterable[str]) -> set[str]:
    """Withdrawn ones too: what was taken back here does not return by another way."""
    return set(Review.objects.filter(public_id__in=set(ids)).values_list("public_id", flat=True))


def _pages_of_ours(
    records: Iterable[Record], reviews: dict[int, list[PortableReview]]
) -> dict[str, int]:
    pages = {page for told in reviews.values() for each in told for page in each.through}
    for record in records:
        if record.resource_id is None:
            pages |= {page for path in paths_in(bytes(record.payload)) for page in path}
    return ours_among(pages)


def _resource_in_paths(record: Record, pages: dict[str, int]) -> int:
    """The resource of ours that the other site has from here; 0 if there is none."""
    passed = (page for path in paths_in(bytes(record.payload)) for page in path)
    return next((pages[page] for page in passed if page in pages), 0)


def _went_through_here(review: PortableReview, pages: dict[str, int]) -> bool:
    is_too_far = len(review.through) > MOST_SITES
    return is_too_far or any(page in pages or not page for page in review.through)


def _row(review: PortableReview, record: Record, resource: int) -> ForeignReview:
    return ForeignReview(
        resource_id=resource,
        record=record,
        source_id=record.source_id,
        origin_id=review.id,
        address=review.address,
        through=list(review.through),
        title=TranslatedText.written(review.rubric["title"]),
        rubric=review.rubric,
        scores=review.scores,
        comments=review.comments,
        comment=review.comment,
        language=review.language,
        reviewer=review.reviewer,
        published_at=review.published,
    )


def _known(records: Iterable[Record], told: Rows) -> Rows:
    named = Q(source__in={source for source, _id in told}, origin_id__in={id_ for _s, id_ in told})
    rows = ForeignReview.objects.filter(Q(record__in=records) | named).select_related("record")
    return {(row.source_id, row.origin_id): row for row in rows.defer("record__payload")}


def _is_held(row: ForeignReview, here: set[int]) -> bool:
    """While one record tells of a review, another that does so too is not heard."""
    return row.record_id not in here and not row.record.is_deleted


def _differs(row: ForeignReview, known: Rows) -> bool:
    before = known.get((row.source_id, row.origin_id))
    return before is None or any(getattr(row, n) != getattr(before, n) for n in COLUMNS)


def _store(rows: Iterable[ForeignReview]) -> None:
    ForeignReview.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "origin_id"],
        update_fields=[*(name.removesuffix("_id") for name in COLUMNS), "changed_at"],
        batch_size=50,
    )
