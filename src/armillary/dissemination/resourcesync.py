"""Mirrors keep in step with this site: what it has, and what has changed, after ResourceSync.

What is mirrored is Dublin Core, because its bytes are what is stored: their hash is known without
making anything anew, and no byte of them changes without a change in the list. Each names the richer
forms of the same resource. Lists are cut by keys, resources by their id and changes by their position, so
that each costs the same. A resource has one position, that of its last change; earlier ones are not
told.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import F, Max, Min

from armillary.catalogue.enums import ResourceState
from armillary.dissemination import addresses
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.queries import last_change, settled_moment
from armillary.dissemination.renditions import KINDS
from armillary.formats.markup import DECLARATION
from armillary.formats.resourcesync_writer import (
    About,
    File,
    Part,
    Related,
    write_capabilities,
    write_files,
    write_index,
)

KIND: Final = "dc.xml"
RANGE: Final = 1_000  # ids or positions of one list
LAST_RANGE: Final = 2**63 // RANGE - 2  # beyond it no database has ids

_DESCRIPTION: Final = "/.well-known/resourcesync"


def _address(name: str) -> str:
    return addresses.site(f"/resourcesync/{name}.xml")


def source_description() -> bytes:
    """Where everything begins: the one set of files that there is here."""
    return write_capabilities(
        About("description"), [("capabilitylist", _address("capabilitylist"))]
    )


def capability_list() -> bytes:
    about = About("capabilitylist", above=addresses.site(_DESCRIPTION))
    return write_capabilities(
        about,
        [("resourcelist", _address("resourcelist")), ("changelist", _address("changelist"))],
    )


def resource_index() -> bytes:
    """The lists of everything. Whoever has read them goes on with the changes since `at`."""
    about = About("resourcelist", above=_address("capabilitylist"), at=settled_moment())
    return write_index(about, _resource_parts(last_change()[0]))


@lru_cache(maxsize=1)
def _resource_parts(_position: int) -> tuple[Part, ...]:
    ranges = (
        OaiRecord.objects.filter(is_deleted=False)
        .values(number=F("resource_id") / RANGE)
        .annotate(last=Max("datestamp"))
        .order_by("number")
    )
    return tuple(Part(_address(f"resources-{each['number']}"), each["last"]) for each in ranges)


def resource_list(number: int) -> bytes | None:
    """The resources of one range of ids; None where it has none. One whose last was withdrawn a moment
    ago, which the index still names, is empty."""
    moment = settled_moment()
    start = number * RANGE
    known = OaiRecord.objects.filter(is_deleted=False, pk__gte=start, pk__lt=start + RANGE)
    rows = known.filter(resource__state=ResourceState.LISTED, resource__alias_of=None)
    files = list(_files(rows.order_by("pk").values_list(*_COLUMNS)))
    about = About(
        "resourcelist",
        above=_address("capabilitylist"),
        index=_address("resourcelist"),
        at=moment,
    )
    return write_files(about, files) if files or known.exists() else None


def change_index() -> bytes:
    """The lists of all changes, the earliest first; as long as there can be only one, that one, because
    not every mirror reads an index of changes."""
    position = last_change()[0]
    if not _is_long(position):
        return change_list(0) or _no_changes()
    spans = _change_spans(position)
    return write_index(_about_changes(spans[0].first, None), (span.part for span in spans))


def _is_long(position: int) -> bool:
    """Are there changes for more than one list?"""
    return position >= RANGE


@dataclass(frozen=True, slots=True)
class _Span:
    """A range of positions that has changes, and when they were; without `last` more may come."""

    number: int
    first: datetime
    last: datetime | None

    @property
    def part(self) -> Part:
        return Part(_address(f"changes-{self.number}"), self.last, self.first)


@lru_cache(maxsize=1)
def _change_spans(position: int) -> tuple[_Span, ...]:
    ranges = (
        OaiRecord.objects.values(number=F("position") / RANGE)
        .annotate(first=Min("datestamp"), last=Max("datestamp"))
        .order_by("number")
    )
    return tuple(
        _Span(
            each["number"],
            each["first"],
            None if _may_grow(each["number"], position) else each["last"],
        )
        for each in ranges
    )


def _may_grow(number: int, position: int) -> bool:
    """Is the next change put into this range?"""
    return position + 1 < (number + 1) * RANGE


def _about_changes(first: datetime, last: datetime | None, *, index: str = "") -> About:
    above = _address("capabilitylist")
    return About("changelist", above=above, index=index, first=first, last=last)


def _no_changes() -> bytes:
    return write_files(_about_changes(settled_moment(), None), [])


def change_list(number: int) -> bytes | None:
    """The changes of one range of positions, in their order; None where it has none."""
    position, start = last_change()[0], number * RANGE
    rows = OaiRecord.objects.filter(position__gte=start, position__lt=start + RANGE)
    files = list(_files(rows.order_by("position").values_list(*_COLUMNS), is_change=True))
    if not files:
        return None
    last = None if _may_grow(number, position) else files[-1].moment
    index = _address("changelist") if _is_long(position) else ""
    return write_files(_about_changes(files[0].moment, last, index=index), files)


_COLUMNS: Final = ("resource__public_id", "datestamp", "is_deleted", "oai_dc")


def _files(
    rows: Iterable[tuple[str, datetime, bool, bytes]], *, is_change: bool = False
) -> Iterator[File]:
    for public_id, moment, is_deleted, metadata in rows:
        if is_deleted:
            yield File(addresses.rendition(public_id, KIND), moment, "deleted")
            continue
        content = DECLARATION.encode() + bytes(metadata)
        yield File(
            addresses.rendition(public_id, KIND),
            moment,
            "updated" if is_change else "",
            hashlib.sha256(content).hexdigest(),
            len(content),
            KINDS[KIND].media_type,
            _related(public_id),
        )


def _related(public_id: str) -> tuple[Related, ...]:
    richer = addresses.rendition(public_id, "jsonld")
    return (
        Related("describes", addresses.landing(public_id), "text/html"),
        Related("alternate", richer, KINDS["jsonld"].media_type),
    )
