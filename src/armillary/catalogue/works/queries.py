"""Editions of one work, aliases followed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from armillary.catalogue.enums import EditionKind
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Edition, Resource
from armillary.catalogue.queries import chunks, standing_ids

ROUNDS: Final = 4  # works that hang together by aliases; nobody has seen more than two


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A resource that stands, as an edition of a work."""

    resource: Resource
    kind: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class WorkOf:
    """What a resource is among the editions of its work, and the others that are listed, the
    original first, then by language and label. Without a work, nothing."""

    kind: str = ""
    language: str = ""
    label: str = ""
    others: Sequence[EditionRow] = ()


def are_editions_of_one_work(first: Collection[int], second: Collection[int]) -> bool:
    """Is a member of one family an edition of the same work as one of the other?"""
    return bool(works_of(first) & works_of(second))


def works_of(ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        found |= set(Edition.objects.filter(resource__in=part).values_list("work_id", flat=True))
    return found


def members_of_works(ids: Collection[int]) -> set[int]:
    """Everything that is an edition of a work of which one of these is an edition."""
    found: set[int] = set()
    for part in chunks(sorted(works_of(ids))):
        rows = Edition.objects.filter(work__in=part)
        found |= set(rows.values_list("resource_id", flat=True))
    return found


def work_of(resource: Resource) -> WorkOf:
    """Aliases are followed: an edition that was merged with another stands where that does."""
    tops = _editions_by_top(resource)
    own = tops.pop(resource.pk, None)
    if own is None:
        return WorkOf()
    rows = Resource.objects.in_bulk(list(tops))
    others = [
        EditionRow(row, edition.kind, edition.language, edition.label)
        for number, edition in tops.items()
        if (row := rows[number]).is_listed
    ]
    return WorkOf(own.kind, own.language, own.label, sorted(others, key=_place))


def _place(row: EditionRow) -> tuple[bool, str, str, int]:
    return row.kind != EditionKind.ORIGINAL, row.language, row.label, row.resource.pk


def _editions_by_top(resource: Resource) -> dict[int, Edition]:
    """Resource that stands → its own edition, or that of an alias."""
    family = family_below([resource.pk])
    works: set[int] = set()
    found: dict[int, Edition] = {}
    for _round in range(ROUNDS):
        fresh = works_of(family) - works
        if not fresh:
            break
        works |= fresh
        editions = list(Edition.objects.filter(work__in=fresh).order_by("pk"))
        tops = standing_ids([row.resource_id for row in editions])
        for row in sorted(editions, key=lambda row: tops[row.resource_id] != row.resource_id):
            found.setdefault(tops[row.resource_id], row)
        family = family_below(set(tops.values()))
    return found


def edition_facts(resource: Resource) -> dict[str, Any]:
    """A resource and the other listed editions of its work, as JSON values."""
    work = work_of(resource)
    return {
        "id": resource.public_id,
        "kind": work.kind or None,
        "language": work.language,
        "label": work.label,
        "others": [row_facts(row) for row in work.others],
    }


def row_facts(row: EditionRow) -> dict[str, Any]:
    public_id = row.resource.public_id
    return {
        "id": public_id,
        "page": f"{settings.BASE_URL}/resources/{public_id}/",
        "titles": row.resource.titles.texts,
        "kind": row.kind,
        "language": row.language,
        "label": row.label,
    }
