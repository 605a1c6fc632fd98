"""A feed: RSS, Atom or JSON Feed, or a web page that names one.

A feed shows its newest entries, so what drops out of it is not gone. Only a feed that says that it
is complete, or whose archives were read to the last one (RFC 5005), proves that something is missing;
an entry that the feed itself declares deleted (RFC 6721) goes at once.

Of several versions of an entry the first one met is the newest, so a run that goes on in the middle
of a long feed brings along what it has met.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, Fetched, FetchError, TryAgainLater
from armillary.formats.errors import FormatError
from armillary.formats.feeds import (
    Entry,
    Feed,
    feed_named_by,
    is_web_page,
    open_feed,
    read_entry,
)
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import UNCHANGED, pages_of, validators_of
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

LIMIT: Final = 20 * MEGABYTE  # of one document of a feed
MOST_DOCUMENTS: Final = 200  # of a feed in several pages
ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.7, */*;q=0.5"
)
OLDER: Final = "The feed holds a newer entry with the same identifier."
NAMED: Final = "The address holds a web page; the feed that it names was read."
TOO_LONG: Final = "The feed has more pages than are read at once; older entries were left out."
LOOPING: Final = "The pages of the feed go in circles; they were left where they repeat themselves."
BROKEN_OFF: Final = "An older page of the feed could not be read; older entries were left out."


class NewsFeed:
    """RSS, Atom or JSON Feed."""

    name = "feed"
    label = gettext_lazy("Feed (RSS, Atom, JSON Feed)")
    hint = gettext_lazy("The address of a feed, or of a web page that names its feed.")
    options = (LANGUAGE,)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a feed."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        if listing.checkpoint.get("following"):
            yield from _Walk(listing, _Place(**listing.checkpoint)).resumed()
            return
        fetched = listing.fetcher.fetch(
            listing.address, limit=LIMIT, accept=ACCEPT, validators=listing.validators
        )
        if fetched.status == 304:
            yield Page([], ending=UNCHANGED)
            return
        address, remarks = listing.address, []
        if is_web_page(fetched.body):
            address = _named_feed(fetched, listing.address)
            remarks = [(NAMED, address)]
            # Validators of the feed would be sent to the page, which knows nothing of them.
            found = listing.fetcher.fetch(address, limit=LIMIT, accept=ACCEPT)
            fetched = replace(found, headers={})
        feed = _opened(fetched, address)
        pages = _pages(listing, fetched, feed, address)
        first = next(pages)
        first.remarks += remarks
        yield first
        yield from pages

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_entry(payload)


def _pages(listing: Listing, fetched: Fetched, feed: Feed, address: str) -> Iterator[Page]:
    if feed.following and not feed.is_complete:
        place = _Place(address, visited=[listing.address], validators=validators_of(fetched))
        return _Walk(listing, place).pages(feed)

    def items_of(_fetched: Fetched) -> Iterator[Item]:
        return iter(_Seen().items(feed))

    return pages_of(listing, fetched, items_of, is_partial=not feed.is_complete)


def _named_feed(fetched: Fetched, address: str) -> str:
    try:
        named = feed_named_by(fetched.body, address, encoding=fetched.encoding)
    except FormatError as error:
        raise _unreadable(error) from error
    if not named:
        raise SourceUnreadable(_("This is a web page that names no feed. Give a feed's address."))
    return named


def _opened(fetched: Fetched, address: str) -> Feed:
    try:
        return open_feed(fetched.body, address, encoding=fetched.encoding)
    except FormatError as error:
        raise _unreadable(error) from error


def _unreadable(error: FormatError) -> SourceUnreadable:
    return SourceUnreadable(_("The file cannot be read: %(why)s") % {"why": error})


class _Seen:
    """Entries as items. Of several versions of an entry the newest counts; different entries under
    one identifier, which some programs make, are told apart by their links."""

    def __init__(self, digests: Iterable[str] = ()) -> None:
        self.digests = set(digests)  # of the identifiers of newer documents

    def items(self, feed: Feed) -> list[Item]:
        """The entries of a document, newer documents having been seen before."""
        by_identifier: dict[str, list[Entry]] = {}
        for entry in feed.entries:
            if entry.identifier:
                by_identifier.setdefault(entry.identifier, []).append(entry)
        names = {
            id(entry): name
            for identifier, same in by_identifier.items()
            for entry, name in _told_apart(identifier, same)
        }
        items = [self._item(entry, names.get(id(entry), "")) for entry in feed.entries]
        self.digests.update(map(_digest, names.values()))
        return items

    def _item(self, entry: Entry, name: str) -> Item:
        if entry.problem:
            return Item("", problem=entry.problem, label=entry.label)
        if not name or _digest(name) in self.digests:
            return Item("", problem=OLDER, label=entry.label or entry.identifier)
        return Item(
            name,
            payload=entry.payload,
            datestamp=entry.updated,
            is_deleted=entry.is_deleted,
            label=entry.label or name,
        )


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _told_apart(identifier: str, same: list[Entry]) -> Iterator[tuple[Entry, str]]:
    """The newest entry of each link, with an identifier of its own. The oldest link keeps the plain
    one: it had that before the others came."""
    newest: dict[str, Entry] = {}
    links = {entry.link for entry in same if entry.link}
    only = next(iter(links)) if len(links) == 1 else ""
    for entry in same:
        link = entry.link or only
        kept = newest.get(link)
        if kept is None or _moment(entry) > _moment(kept):
            newest[link] = entry
    if any(entry.is_deleted for entry in same):
        newest = {"": max(same, key=lambda entry: (_moment(entry), entry.is_deleted))}
    for place, (link, entry) in enumerate(reversed(newest.items())):
        yield entry, f"{identifier}#{_digest(link)}" if place else identifier


def _moment(entry: Entry) -> datetime:
    """When the entry was changed, long ago where it does not say."""
    try:
        stated = datetime.fromisoformat(entry.updated)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Place:
    """Where in a feed of several documents we are; saved as the checkpoint."""

    address: str  # that relative links of all documents start from
    following: str = ""
    received: int = 0
    visited: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    validators: dict[str, str] = field(default_factory=dict)


class _Walk:
    """From the newest document of a feed to the oldest."""

    def __init__(self, listing: Listing, place: _Place) -> None:
        self._listing = listing
        self._place = place
        self._seen = _Seen(place.seen)

    def resumed(self) -> Iterator[Page]:
        """On from the checkpoint."""
        return self.pages(self._next())

    def pages(self, feed: Feed | None) -> Iterator[Page]:
        """From this document on."""
        while feed is not None:
            page = self._page(feed)
            yield page
            if page.ending is not None:
                return
            feed = self._next()
        yield self._lost()

    def _page(self, feed: Feed) -> Page:
        place, known = self._place, len(self._seen.digests)
        items = self._seen.items(feed)
        place.received += len(items)
        place.following = feed.following
        place.seen = sorted(self._seen.digests)
        ending = self._ending(is_stale=len(place.seen) == known)
        listed = place.received if ending else None
        return Page(items, checkpoint=asdict(place), listed=listed, ending=ending)

    def _ending(self, *, is_stale: bool) -> Ending | None:
        place = self._place
        if not place.following:
            return Ending(
                is_complete=True, proof=Proof.END_OF_LIST, validators=dict(place.validators)
            )
        if is_stale or place.following in place.visited:
            return Ending(is_complete=False, is_partial=True, remark=LOOPING)
        if len(place.visited) >= MOST_DOCUMENTS:
            return Ending(is_complete=False, is_partial=True, remark=TOO_LONG)
        return None

    def _next(self) -> Feed | None:
        """None for a document that is lost: the newer entries count all the same."""
        place = self._place
        place.visited.append(place.following)
        try:
            fetched = self._listing.fetcher.fetch(place.following, limit=LIMIT, accept=ACCEPT)
            return open_feed(fetched.body, place.address, encoding=fetched.encoding)
        except TryAgainLater:
            raise
        except (FetchError, FormatError):
            return None

    def _lost(self) -> Page:
        ending = Ending(is_complete=False, is_partial=True, remark=BROKEN_OFF)
        return Page([], listed=self._place.received, ending=ending)
