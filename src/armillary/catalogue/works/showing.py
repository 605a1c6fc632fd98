"""Editions of one work are one result: which of them is shown, and which are offered beside it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import brief_rows_in_order
from armillary.catalogue.works.queries import EditionRow, editions_together


@dataclass(frozen=True, slots=True)
class FoundEdition:
    """What a result shows, and the other listed editions of its work."""

    found: int  # the id that the search found
    resource: Resource
    others: Sequence[EditionRow] = ()


def found_editions(
    ids: Sequence[int],
    *,
    language: str,
    wanted: Collection[str] = (),
    several: Collection[int] | None = None,
    read: Callable[[Sequence[int]], list[Resource]] = brief_rows_in_order,
) -> list[FoundEdition]:
    """What was found, in its order: of a work the edition in one of the languages `wanted`, or else in
    the reader's, or else the first. `several` are those of `ids` that may be works; all may, if it is
    not given; `read` fetches the resources, by default as much of them as a list shows."""
    asked = ids if several is None else several
    works = editions_together(asked) if asked else {}
    return [_shown(row, works.get(row.pk, ()), language, wanted) for row in read(ids)]


def _shown(
    row: Resource, editions: Sequence[EditionRow], language: str, wanted: Collection[str]
) -> FoundEdition:
    if not editions:
        return FoundEdition(row.pk, row)
    best = max(editions, key=lambda edition: _worth(edition, language, wanted))
    others = [edition for edition in editions if edition is not best]
    return FoundEdition(row.pk, best.resource, others)


def _worth(edition: EditionRow, language: str, wanted: Collection[str]) -> tuple[bool, bool, bool]:
    """The first of those that are worth the same is shown."""
    tags = {edition.language, *edition.resource.facts.get("languages", ())}
    bases = {tag.partition("-")[0] for tag in tags}
    return bool(tags & set(wanted)), language in tags, language.partition("-")[0] in bases
