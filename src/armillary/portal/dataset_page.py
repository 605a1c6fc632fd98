"""What the page of the whole catalogue as data shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from armillary.dissemination.dumps import about
from armillary.dissemination.dumps.queries import Dump, latest_dump
from armillary.dissemination.exports.kinds import kind_named
from armillary.formats.schema_org import script_safe
from armillary.formats.values.licences import licence
from armillary.portal.numbers import grouped
from armillary.vocabularies.queries import label


@dataclass(frozen=True, slots=True)
class FileRow:
    """`size` is in bytes; `sha256` lets whoever fetched it see that it is whole."""

    name: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """`made` is None before the first files; `described` is for search engines of data."""

    made: datetime | None
    count: int
    total: str
    licence: str
    licence_address: str
    text: str
    files: Sequence[FileRow]
    described: str


def dataset_page() -> DatasetPage:
    found = latest_dump()
    address = found.licence if found else settings.METADATA_LICENCE
    terms = licence(address)
    return DatasetPage(
        made=found.made if found else None,
        count=found.resources if found else 0,
        total=grouped(found.resources) if found else "",
        licence=label("licences", terms.key, get_language() or "en") if terms else address,
        licence_address=address,
        text=about.text(),
        files=_rows(found) if found else [],
        described=script_safe(about.croissant(found)) if found else "",
    )


def _rows(found: Dump) -> list[FileRow]:
    return [
        FileRow(
            kind_named(each.kind).name,
            reverse("dissemination:dump", args=[each.name]),
            each.size,
            each.sha256,
        )
        for each in found.files
    ]
