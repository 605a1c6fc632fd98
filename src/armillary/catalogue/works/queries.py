"""Editions of one work, aliases followed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from armillary.catalogue.enums import EditionKind
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Edition, Resource
from armillary.catalogue.queries import chunks, listed_resources, standing_ids
from armillary.catalogue.works.parts import parts_of

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
    editions = _by_top(*_hanging([resource.pk]))
    own = editions.pop(resource.pk, None)
    if own is None:
        return WorkOf()
    others = [_row(row, editions[row.pk]) for row in _listed(editions)]
    return WorkOf(own.kind, own.language, own.label, sorted(others, key=_place))


def _place(row: EditionRow) -> tuple[bool, str, str, int]:
    return row.kind != EditionKind.ORIGINAL, row.language, row.label, row.resource.pk


def editions_together(ids: Collection[int]) -> dict[int, list[EditionRow]]:
    """Every listed resource that is found as one with another → the listed editions of its work, the
    original first, of all these ids and of what hangs together with them. Works whose other editions
    nobody sees are left out."""
    rows, tops = _hanging(ids)
    editions = _by_top(rows, tops)
    shown = {row.pk: row for row in _listed(editions)}
    found: dict[int, list[EditionRow]] = {}
    for part in parts_of((f"work {row.work_id}", tops[row.resource_id]) for row in rows):
        together = [_row(shown[top], editions[top]) for top in part if top in shown]
        if len(together) > 1:
            together.sort(key=_place)
            found |= {row.resource.pk: together for row in together}
    return found


def reach_of(ids: Collection[int]) -> list[int]:
    """Everything that may be found as one with these, whether anybody sees it or not."""
    rows, tops = _hanging(ids)
    return sorted({*tops.values(), *(row.resource_id for row in rows)} if rows else ())


def _hanging(ids: Collection[int]) -> tuple[list[Edition], dict[int, int]]:
    """The editions of all works of these resources, aliases followed, and resource → what stands."""
    family, works = family_below(ids), set[int]()
    rows: dict[int, Edition] = {}
    for _round in range(ROUNDS):
        fresh = works_of(family) - works
        if not fresh:
            break
        works |= fresh
        for part in chunks(sorted(fresh)):
            rows |= {row.pk: row for row in Edition.objects.filter(work__in=part)}
        family = family_below(set(standing_ids(row.resource_id for row in rows.values()).values()))
    return list(rows.values()), standing_ids(row.resource_id for row in rows.values())


def _listed(ids: Collection[int]) -> Iterator[Resource]:
    for part in chunks(sorted(ids)):
        yield from listed_resources().filter(pk__in=part)


def _row(resource: Resource, edition: Edition) -> EditionRow:
    return EditionRow(resource, edition.kind, edition.language, edition.label)


def _by_top(rows: Iterable[Edition], tops: Mapping[int, int]) -> dict[int, Edition]:
    """Resource that stands → its own edition, or that of an alias."""
    found: dict[int, Edition] = {}
    for row in sorted(rows, key=lambda row: (tops[row.resource_id] != row.resource_id, row.pk)):
        found.setdefault(tops[row.resource_id], row)
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
