"""Other editions of a resource in the reader's words: the French translation, the second edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from armillary.catalogue.enums import EditionKind
from armillary.catalogue.models import Resource
from armillary.catalogue.works.queries import EditionRow, work_of
from armillary.core.languages import language_name


@dataclass(frozen=True, slots=True)
class EditionLine:
    """Another edition: where it is, its title, and what tells it apart."""

    resource: Resource
    address: str
    words: list[str]
    language: str  # its tag, or nothing


def edition_lines(resource: Resource, language: str) -> list[EditionLine]:
    return lines_of(work_of(resource).others, language)


def lines_of(rows: Sequence[EditionRow], language: str) -> list[EditionLine]:
    return [_line(row, language) for row in rows]


def _line(row: EditionRow, language: str) -> EditionLine:
    name = language_name(row.language, within=language) if row.language else ""
    kind = str(EditionKind(row.kind).label)
    address = reverse("portal:resource", args=[row.resource.public_id])
    return EditionLine(
        row.resource, address, [word for word in (name, kind, row.label) if word], row.language
    )
