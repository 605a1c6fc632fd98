"""A list of resources in AMB or schema.org, as JSON: one file, or pages that name the next one.

A page names the next as Hydra does (`view.next`) or in words close to it. Only addresses of the
same site are followed; a list that goes in circles is left where it begins to repeat itself.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, Fetched
from armillary.formats.errors import FormatError
from armillary.formats.lrmi import read_learning_resource
from armillary.formats.lrmi.lists import Listed, NodeList, open_list
from armillary.formats.packed import unpacked
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.kinds.oai import LOOPING, TOO_FEW
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import UNCHANGED, pages_of
from armillary.harvest.listing import Ending, Item, Listing, Page
from armillary.harvest.models import Source

LIMIT: Final = 100 * MEGABYTE  # of a document as it comes
UNPACKED_LIMIT: Final = 300 * MEGABYTE
MOST_PAGES: Final = 20_000
MOST_STALE_PAGES: Final = 3  # in a row without an entry that is new
ACCEPT: Final = "application/ld+json, application/json;q=0.9, application/x-ndjson;q=0.9, */*;q=0.5"
NAMELESS: Final = "The object has neither an identifier nor an address."
REPEATS: Final = "The list holds another object with this identifier."
ELSEWHERE: Final = "The list goes on at another site, which was not asked."


class Amb:
    """Resources in JSON."""

    name = "amb"
    label = gettext_lazy("List in AMB or schema.org (JSON)")
    hint = gettext_lazy("The address of a JSON file or service that lists learning resources.")
    options = (LANGUAGE,)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a list."""

    def pages(self, listing: Listing) -> Iterator[Page]:
        if listing.checkpoint.get("address"):
            yield from _Walk(listing, _Place(**listing.checkpoint)).pages()
            return
        fetched = listing.fetcher.fetch(
            listing.address, limit=LIMIT, accept=ACCEPT, validators=listing.validators
        )
        if fetched.status == 304:
            yield Page([], ending=UNCHANGED)
            return
        found = _opened(fetched, listing.address)
        if found.following:
            yield from _Walk(listing, _Place(listing.address)).pages(found)
        else:
            one_a_line = not fetched.body.rstrip().endswith(b"]")
            yield from pages_of(
                listing, fetched, lambda _fetched: _Items().of(found), ends_itself=not one_a_line
            )

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_learning_resource(json.loads(payload))


def _opened(fetched: Fetched, address: str) -> NodeList:
    try:
        body = unpacked(fetched.body, UNPACKED_LIMIT)
        return open_list(body, address, encoding=fetched.encoding)
    except FormatError as error:
        raise SourceUnreadable(_("The file cannot be read: %(why)s") % {"why": error}) from error


class _Items:
    """Entries of one document as items; the first of several with one identifier counts."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def of(self, found: NodeList) -> Iterator[Item]:
        for number, entry in enumerate(found.entries, start=1):
            yield self._item(number, entry)

    def _item(self, number: int, entry: Listed) -> Item:
        if entry.node is None:
            return Item("", problem=entry.problem, label=f"entry {number}")
        name = _identifier(entry.node)
        if not name:
            return Item("", problem=NAMELESS, label=f"entry {number}")
        if name in self._names:
            return Item("", problem=REPEATS, label=name)
        self._names.add(name)
        return Item(name, payload=_payload(entry.node), label=name)


def _payload(node: Mapping[str, Any]) -> bytes:
    """The same bytes for the same node, however the server orders its keys."""
    text = json.dumps(node, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "surrogatepass")


def _identifier(node: Mapping[str, Any]) -> str:
    for key in ("id", "@id", "url", "identifier"):
        value = node.get(key)
        if isinstance(value, str) and value.strip() and not value.startswith("_:"):
            return value.strip()
    return ""


@dataclass(slots=True)
class _Place:
    """Where in the list we are; saved as the checkpoint."""

    address: str
    page: int = 0
    received: int = 0
    total: int | None = None
    met: int = 0  # different ones among those received


@dataclass(slots=True)
class _Walk:
    """One pass through the pages of a list."""

    listing: Listing
    place: _Place
    visited: set[str] = field(default_factory=set)
    seen: set[bytes] = field(default_factory=set)
    stale_pages: int = 0

    def pages(self, found: NodeList | None = None) -> Iterator[Page]:
        ending: Ending | None = None
        while ending is None:
            page = found or _opened(self._fetched(), self.place.address)
            found = None
            items = self._items(page)
            ending = self._advance(page)
            yield Page(
                items,
                checkpoint=asdict(self.place),
                listed=self.place.total or (self.place.received if ending else None),
                ending=ending,
            )

    def _fetched(self) -> Fetched:
        return self.listing.fetcher.fetch(self.place.address, limit=LIMIT, accept=ACCEPT)

    def _items(self, page: NodeList) -> list[Item]:
        try:
            items = list(_Items().of(page))
        except FormatError as error:
            raise SourceUnreadable(
                _("%(address)s cannot be read: %(why)s")
                % {"address": self.place.address, "why": error}
            ) from error
        fresh = {_digest(item) for item in items if item.identifier} - self.seen
        self.stale_pages = 0 if fresh else self.stale_pages + 1
        self.seen |= fresh
        self.place.received += len(items)
        nameless = sum(not item.identifier and item.problem != REPEATS for item in items)
        self.place.met += len(fresh) + nameless
        return items

    def _advance(self, page: NodeList) -> Ending | None:
        place = self.place
        place.page += 1
        place.total = page.total if page.total is not None else place.total
        self.visited.add(place.address)
        following = page.following
        if not following:
            return self._end()
        if _site(following) != _site(self.listing.address):
            return Ending(is_complete=False, remark=ELSEWHERE)
        is_circle = following in self.visited or self.stale_pages >= MOST_STALE_PAGES
        if is_circle or place.page >= MOST_PAGES:
            return Ending(is_complete=False, remark=LOOPING)
        place.address = following
        return None

    def _end(self) -> Ending:
        total = self.place.total
        if total is not None and self.place.met < total:
            return Ending(is_complete=False, remark=TOO_FEW)
        proof = Proof.END_OF_LIST if total is None else Proof.LIST_SIZE
        return Ending(is_complete=True, proof=proof)


def _digest(item: Item) -> bytes:
    return blake2b(item.identifier.encode("utf-8", "replace"), digest_size=8).digest()


def _site(address: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return "", None
