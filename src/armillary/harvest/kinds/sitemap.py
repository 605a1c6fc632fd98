"""A sitemap, or an index of sitemaps: every page it lists is fetched and read like a single page."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from armillary.core.http import MEGABYTE, FetchError, TryAgainLater
from armillary.formats.errors import FormatError
from armillary.formats.sitemap import Sitemap as SitemapFile
from armillary.formats.sitemap import parse_sitemap
from armillary.formats.statement import Statement
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.kinds import page as web_page
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

AT_ONCE: Final = 20  # pages per transaction; each takes a second or so to fetch
LIMIT: Final = 50 * MEGABYTE
MOST_SITEMAPS: Final = 500
PATIENCE: Final = 5  # pages in a row that fail before we believe that the site is down
ELSEWHERE: Final = "The sitemap names a page of another site."


class Sitemap:
    """A site's own list of its pages."""

    name = "sitemap"
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a sitemap."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        addresses = _addresses(listing)
        digest = blake2b("\n".join(addresses).encode(), digest_size=8).hexdigest()
        same = listing.checkpoint.get("list") == digest
        start = int(listing.checkpoint.get("next", 0)) if same else 0
        while True:
            items, taken = _batch(listing, addresses[start : start + AT_ONCE])
            is_last = start + AT_ONCE >= len(addresses)
            start += AT_ONCE if is_last else taken
            yield Page(
                [item for found in items[: None if is_last else taken] for item in found],
                checkpoint={"next": start, "list": digest},
                listed=len(addresses),
                ending=Ending(is_complete=True) if is_last else None,
            )
            if is_last:
                return

    def read(self, payload: bytes, source: Source) -> Statement:
        return web_page.read(payload)


def _batch(listing: Listing, addresses: Sequence[str]) -> tuple[list[list[Item]], int]:
    """What each page holds, and how many of them to take: pages at the end that failed for now are
    left for the next batch, where it shows whether it was they or the site."""
    batch: list[list[Item]] = []
    failures = 0
    for address in addresses:
        try:
            batch.append(_items(listing, address))
            failures = 0
        except TryAgainLater as error:
            failures += 1
            if failures >= PATIENCE:
                raise
            batch.append([Item(address, problem=str(error), label=address)])
    return batch, len(batch) - failures


def _items(listing: Listing, address: str) -> list[Item]:
    if _site(address) != _site(listing.address):
        return [Item(address, problem=ELSEWHERE, label=address)]
    try:
        return web_page.items_at(listing, address)
    except TryAgainLater:
        raise
    except FetchError as error:
        return [Item(address, problem=str(error), label=address)]


def _addresses(listing: Listing) -> list[str]:
    """The addresses of all pages, in order, each once."""
    waiting, seen = [listing.address], {listing.address}
    found: dict[str, None] = {}
    while waiting:
        sitemap = _parsed(listing, waiting.pop(0))
        found |= dict.fromkeys(address for address, _changed in sitemap.pages)
        for address, _changed in sitemap.indexes:
            if address not in seen and len(seen) < MOST_SITEMAPS:
                seen.add(address)
                waiting.append(address)
    return list(found)


def _parsed(listing: Listing, address: str) -> SitemapFile:
    body = listing.fetcher.fetch(address, limit=LIMIT).body
    try:
        return parse_sitemap(body)
    except FormatError as error:
        raise SourceUnreadable(
            _("%(address)s cannot be read: %(why)s") % {"address": address, "why": error}
        ) from error


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
