"""A sitemap, or an index of sitemaps: every page it lists is fetched and read like a single page."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, FetchError, TryAgainLater
from armillary.formats.errors import FormatError
from armillary.formats.sitemap import Sitemap as SitemapFile
from armillary.formats.sitemap import parse_sitemap
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.kinds import page as web_page
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import UNFRAMED
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

AT_ONCE: Final = 20  # pages per transaction; each takes a second or so to fetch
LIMIT: Final = 50 * MEGABYTE
LONGEST: Final = 300.0  # seconds after which a transaction has enough
MOST_SITEMAPS: Final = 500
MOST_PAGES: Final = 500_000
PATIENCE: Final = 5  # pages in a row that fail before we believe that the site is down
UNREAD: Final = "A sitemap of the index could not be read."
INCOMPLETE: Final = "Pages of a sitemap that could not be read are left out of the list."
CUT: Final = "A sitemap breaks off; what follows is missing."
TOO_LARGE: Final = "The index names more sitemaps or pages than are read at once."
ELSEWHERE: Final = "The sitemap names a page of another site."


class Sitemap:
    """A site's own list of its pages."""

    name = "sitemap"
    label = gettext_lazy("Sitemap")
    hint = gettext_lazy("A sitemap or sitemap index; every page it lists is read.")
    options = (LANGUAGE,)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a sitemap."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        found = _found(listing)
        addresses = list(found.pages)
        digest = blake2b("\n".join(addresses).encode(), digest_size=8).hexdigest()
        same = listing.checkpoint.get("list") == digest
        start = int(listing.checkpoint.get("next", 0)) if same else 0
        while True:
            items, taken = _batch(listing, addresses[start : start + AT_ONCE])
            is_last = start + len(items) >= len(addresses)
            start += len(items) if is_last else taken
            yield Page(
                [item for found in items[: None if is_last else taken] for item in found],
                checkpoint={"next": start, "list": digest},
                listed=len(addresses),
                remarks=found.troubles if is_last else [],
                ending=found.ending if is_last else None,
            )
            if is_last:
                return

    def read(self, payload: bytes, source: Source) -> Statement:
        return web_page.read(payload)


def _batch(listing: Listing, addresses: Sequence[str]) -> tuple[list[list[Item]], int]:
    """What each page holds, and how many of them to take: pages at the end that failed for now are
    left for the next batch, where it shows whether it was they or the site. A slow site gives few."""
    batch: list[list[Item]] = []
    failures = 0
    until = monotonic() + LONGEST
    for address in addresses:
        try:
            batch.append(_items(listing, address))
            failures = 0
        except TryAgainLater as error:
            failures += 1
            if failures >= PATIENCE:
                raise
            batch.append([_unread(address, error)])
        if monotonic() > until and not failures:
            break
    return batch, len(batch) - failures


def _items(listing: Listing, address: str) -> list[Item]:
    if _site(address) != _site(listing.address):
        return [Item(address, problem=ELSEWHERE, label=address)]
    try:
        return web_page.items_at(listing, address)
    except TryAgainLater:
        raise
    except FetchError as error:
        return [_unread(address, error)]


def _unread(address: str, error: FetchError) -> Item:
    return web_page.unread(address, str(error))


@dataclass(slots=True)
class _Found:
    """The addresses of all pages, in order, each once, and what keeps the list from being whole."""

    pages: dict[str, None] = field(default_factory=dict)
    troubles: list[tuple[str, str]] = field(default_factory=list)
    remark: str = ""

    @property
    def ending(self) -> Ending:
        if self.remark:
            return Ending(is_complete=False, remark=self.remark)
        return Ending(is_complete=True, proof=Proof.EVERY_ADDRESS)


def _found(listing: Listing) -> _Found:
    """One sitemap of an index that cannot be had costs its own pages only. Raises what went wrong
    where no sitemap can be had."""
    found = _Found()
    waiting, seen = deque([listing.address]), {listing.address}
    while waiting:
        address = waiting.popleft()
        try:
            sitemap, is_framed = _parsed(listing, address)
        except (FetchError, SourceUnreadable) as error:
            if not found.pages and not waiting:
                raise
            found.troubles.append((UNREAD, _why(address, error)))
            found.remark = INCOMPLETE
            continue
        if sitemap.is_cut or (sitemap.is_lines and not is_framed):
            found.remark = CUT if sitemap.is_cut else UNFRAMED
        found.pages |= dict.fromkeys(page for page, _changed in sitemap.pages)
        fresh = dict.fromkeys(each for each, _changed in sitemap.indexes if each not in seen)
        room = max(0, MOST_SITEMAPS - len(seen)) if len(found.pages) < MOST_PAGES else 0
        if len(fresh) > room:
            found.remark = TOO_LARGE
        waiting.extend(list(fresh)[:room])
        seen.update(list(fresh)[:room])
    return found


def _why(address: str, error: FetchError | SourceUnreadable) -> str:
    if isinstance(error, SourceUnreadable):
        return str(error)
    return _("%(address)s cannot be read: %(why)s") % {"address": address, "why": error}


def _parsed(listing: Listing, address: str) -> tuple[SitemapFile, bool]:
    """A sitemap, and whether it would have been noticed that it was cut off."""
    fetched = listing.fetcher.fetch(address, limit=LIMIT)
    try:
        return parse_sitemap(fetched.body), fetched.is_framed
    except FormatError as error:
        raise SourceUnreadable(
            _("%(address)s cannot be read: %(why)s") % {"address": address, "why": error}
        ) from error


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
