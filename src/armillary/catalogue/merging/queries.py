"""Merges as they are told: when, by whom, why, and where every field of what stands is from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.errors import NoSuchMerge
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Merge, Resource
from armillary.catalogue.queries import chunks, row_by_public_id
from armillary.core.paging import read_cursor, write_cursor
from armillary.people.actors import SYSTEM

PAGE: Final = 20
PURPOSE: Final = "merges"
FIRST: Final = ("titles", "descriptions", "addresses")  # by which people tell resources apart


@dataclass(frozen=True, slots=True)
class MergePage:
    """The latest first; `after` is the cursor of the next page, empty on the last one."""

    rows: list[Merge]
    after: str


@dataclass(frozen=True, slots=True)
class FieldStory:
    """A field of the resource that stands: its value, where that came from, and what the absorbed
    one says of it. `origin` is empty for a field that only the absorbed one has."""

    name: str
    value: Any
    origin: dict[str, Any]
    absorbed_value: Any
    absorbed_origin: dict[str, Any]


def latest_merges(
    *, after: str = "", size: int = PAGE, by_machine: bool | None = None
) -> MergePage:
    """Merges that stand and those that were undone."""
    found = _merges()
    if by_machine is not None:
        machine = Q(made_by=SYSTEM.actor_id)
        found = found.filter(machine if by_machine else ~machine)
    if after:
        [number] = read_cursor(after, purpose=PURPOSE)
        found = found.filter(pk__lt=number)
    rows = list(found.order_by("-pk")[: size + 1])
    cursor = write_cursor(rows[size - 1].pk, purpose=PURPOSE) if len(rows) > size else ""
    return MergePage(rows[:size], cursor)


def merge_by_id(number: int) -> Merge:
    """Raises `NoSuchMerge`."""
    found = _merges().filter(pk=number).first()
    if found is None:
        raise no_such_merge()
    return found


def merges_about(public_id: str) -> list[Merge]:
    """Those that a resource took part in, on either side, the latest first."""
    resource = row_by_public_id(public_id)
    either = Q(kept=resource) | Q(absorbed=resource)
    return list(_merges().filter(either).order_by("-pk")[:PAGE])


def standing_merge_of(absorbed: int) -> Merge | None:
    return _merges().filter(absorbed=absorbed, undone_at=None).first()


def no_such_merge() -> NoSuchMerge:
    return NoSuchMerge(_("There is no such merge. See: armillary harvest merges"))


def _merges() -> QuerySet[Merge]:
    return Merge.objects.select_related("kept", "absorbed")


def is_by_machine(merge: Merge) -> bool:
    return merge.made_by == SYSTEM.actor_id


def parted_pairs(members: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of these resources that were merged once and parted again, the smaller id first."""
    wanted = set(members)
    pairs: set[tuple[int, int]] = set()
    for part in chunks(sorted(wanted)):
        rows = Merge.objects.filter(absorbed__in=part, undone_at__isnull=False)
        for kept, absorbed in rows.values_list("kept_id", "absorbed_id"):
            if kept in wanted:
                pairs.add((min(kept, absorbed), max(kept, absorbed)))
    return pairs


def field_stories(merge: Merge) -> list[FieldStory]:
    """Every field that either of the two has; while the merge stands, that of the kept one may come
    from a record of either."""
    kept, absorbed = merge.kept, merge.absorbed
    mine, theirs = _said(kept), _said(absorbed)
    return [
        FieldStory(
            name=name,
            value=mine.get(name),
            origin=kept.provenance.get(name, {}),
            absorbed_value=theirs.get(name),
            absorbed_origin=absorbed.provenance.get(name, {}),
        )
        for name in dict.fromkeys([*FIRST, *mine, *theirs])
        if name in mine or name in theirs
    ]


def _said(resource: Resource) -> dict[str, Any]:
    return {**resource.description}


def merge_facts(merge: Merge) -> dict[str, Any]:
    """A merge as JSON values."""
    return {
        "id": merge.pk,
        "kept": _named(merge.kept),
        "absorbed": _named(merge.absorbed),
        "merged_at": merge.created_at.isoformat(),
        "by": "machine" if is_by_machine(merge) else "curator",
        "made_by": merge.made_by,
        "probability": merge.probability,
        "reasons": merge.reasons,
        "undone_at": merge.undone_at.isoformat() if merge.undone_at else None,
        "undone_by": merge.undone_by,
    }


def whole_merge_facts(merge: Merge) -> dict[str, Any]:
    """The same with every field, its origin, and what the absorbed one says."""
    return {
        **merge_facts(merge),
        "fields": [
            {
                "field": story.name,
                "value": story.value,
                "origin": story.origin or None,
                "absorbed_value": story.absorbed_value,
                "absorbed_origin": story.absorbed_origin or None,
            }
            for story in field_stories(merge)
        ],
        "family": sorted(
            Resource.objects.filter(pk__in=family_below([merge.kept_id])).values_list(
                "public_id", flat=True
            )
        ),
    }


def _named(resource: Resource) -> dict[str, str]:
    return {"id": resource.public_id, "title": str(resource)}
