"""An OAI static repository: the whole list is one file, read in pieces."""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from armillary.formats.dublin_core import DublinCoreCollector
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import OaiRecord
from armillary.formats.statement import Statement
from armillary.formats.static_repository import open_static_repository
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.listing import Ending, Item, Listing, Page

AT_ONCE: Final = 500

Records = Iterator[tuple[str, OaiRecord[Statement]]]


def is_static(body: bytes) -> bool:
    """Does the body look like a static repository rather than a provider's answer?"""
    return b"static-repository" in body[:4000]


def pages(listing: Listing, body: bytes, *, prefix: str) -> Iterator[Page]:
    """The records in the format `prefix`, some at a time; a file that has changed since the
    checkpoint is read from its beginning."""
    digest = blake2b(body, digest_size=8).hexdigest()
    taken = listing.checkpoint.get("taken", 0) if listing.checkpoint.get("file") == digest else 0
    records = _opened(body)
    wanted = (record for stated, record in records if stated == prefix)
    broken = ""
    try:
        for _skipped in islice(wanted, taken):
            pass
    except FormatError as error:
        broken = str(error)
    while not broken:
        items, broken = _some(wanted)
        taken += len(items)
        is_last = not broken and len(items) < AT_ONCE
        yield Page(
            items,
            checkpoint={"taken": taken, "file": digest},
            listed=taken if is_last else None,
            ending=Ending(is_complete=True) if is_last else None,
        )
        if is_last:
            return
    raise SourceUnreadable(_("The file cannot be read to its end: %(why)s") % {"why": broken})


def _opened(body: bytes) -> Records:
    try:
        return open_static_repository(body, reader=DublinCoreCollector()).records
    except FormatError as error:
        raise SourceUnreadable(_("The file cannot be read: %(why)s") % {"why": error}) from error


def _some(wanted: Iterator[OaiRecord[Statement]]) -> tuple[list[Item], str]:
    """Up to AT_ONCE items, and the problem that kept more from being read."""
    items: list[Item] = []
    try:
        for record in islice(wanted, AT_ONCE):
            items.append(item_of(record))  # noqa: PERF401  (what came before an error is kept)
    except FormatError as error:
        return items, str(error)
    return items, ""


def item_of(record: OaiRecord[Statement]) -> Item:
    """A protocol record as the run takes it."""
    return Item(
        identifier=record.identifier,
        payload=record.payload,
        datestamp=record.datestamp,
        is_deleted=record.deleted,
        statement=record.value,
        problem=record.problem,
        label=record.identifier,
    )
