"""An OAI static repository: the whole list is one file, read in pieces."""

from collections.abc import Iterator
from functools import partial

from armillary.core.http import Fetched
from armillary.formats.oai_payloads import collector_of
from armillary.formats.oai_pmh import Collector, OaiRecord, value_of
from armillary.formats.statement import Statement
from armillary.formats.static_repository import StaticRepository, open_static_repository
from armillary.harvest.kinds.oai_formats import not_offered
from armillary.harvest.kinds.whole import pages_of
from armillary.harvest.listing import Item, Listing, Page


def is_static(body: bytes) -> bool:
    """Does the body look like a static repository rather than a provider's answer?"""
    return b"static-repository" in body[:4000]


def pages(listing: Listing, body: bytes, *, prefix: str) -> Iterator[Page]:
    """The records in the format `prefix`, some at a time. Raises `SourceUnreadable`."""

    def items_of(fetched: Fetched) -> Iterator[Item]:
        repository: StaticRepository[Statement] = open_static_repository(fetched.body)
        formats = repository.formats
        if formats and prefix not in {each.prefix for each in formats}:
            raise not_offered(prefix, formats)
        collector = collector_of(prefix)
        return (
            item_of(record, collector) for stated, record in repository.records if stated == prefix
        )

    return pages_of(listing, Fetched(body=body, status=200), items_of)


def item_of(record: OaiRecord[Statement], collector: Collector[Statement]) -> Item:
    """A protocol record as the run takes it; read by `collector` once it is known to have changed."""
    name = record.identifier
    later = partial(value_of, record, collector)
    return Item(  # by place: names cost as much as the rest, and these come by the million
        name,
        record.payload,
        record.datestamp,
        record.deleted,
        False,
        None,
        later,
        record.problem,
        name,
    )
