"""Go through a list that is one file: fetched at once, taken in pieces.

A run that was interrupted goes on where it was if the file is still the same, and reads a changed
file from its beginning. A server that recognises its own file by `ETag` or `Last-Modified` (RFC 9110
§13) need not send it again.
"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from armillary.core.http import Fetched
from armillary.formats.errors import FormatError
from armillary.harvest.enums import Proof
from armillary.harvest.errors import SourceUnreadable
from armillary.harvest.listing import Ending, Item, Listing, Page

AT_ONCE: Final = 500
UNCHANGED: Final = Ending(is_complete=True, proof=Proof.NOT_MODIFIED, is_unchanged=True)
UNFRAMED: Final = "The server does not say how long the file is; it may have been cut off."
LONGEST_VALIDATOR: Final = 500
VALIDATORS: Final = ("etag", "last-modified")

ItemsOf = Callable[[Fetched], Iterator[Item]]


def walk(
    listing: Listing,
    items_of: ItemsOf,
    *,
    limit: int,
    accept: str = "*/*",
    is_partial: bool = False,
    ends_itself: bool = True,
) -> Iterator[Page]:
    """The items of the file at the listing's address, some at a time.

    `items_of` may raise `FormatError` anywhere: what came before is kept, and the run fails saying
    why. `is_partial` as in `Ending`; `ends_itself`: could not be read if its end were cut off. Raises `SourceUnreadable` and `FetchError`.
    """
    fetched = listing.fetcher.fetch(
        listing.address, limit=limit, accept=accept, validators=listing.validators
    )
    if fetched.status == 304:
        yield Page([], ending=UNCHANGED)
        return
    yield from pages_of(listing, fetched, items_of, is_partial=is_partial, ends_itself=ends_itself)


def pages_of(
    listing: Listing,
    fetched: Fetched,
    items_of: ItemsOf,
    *,
    is_partial: bool = False,
    ends_itself: bool = True,
) -> Iterator[Page]:
    """The pieces of a file that was fetched already."""
    digest = blake2b(fetched.body, digest_size=8).hexdigest()
    taken = listing.checkpoint.get("taken", 0) if listing.checkpoint.get("file") == digest else 0
    pieces = _Pieces(items_of, fetched)
    pieces.skip(taken)
    ending = Ending(
        is_complete=True,
        proof=Proof.WHOLE_FILE,
        is_partial=is_partial,
        validators=validators_of(fetched),
    )
    if not (ends_itself or fetched.is_framed):
        ending = Ending(is_complete=False, remark=UNFRAMED, is_partial=is_partial)
    while True:
        items = pieces.next()
        taken += len(items)
        is_last = not pieces.problem and len(items) < AT_ONCE
        if items or is_last:
            yield Page(
                items,
                checkpoint={"taken": taken, "file": digest},
                listed=taken if is_last else None,
                ending=ending if is_last else None,
            )
        if pieces.problem:
            raise SourceUnreadable(
                _("The file cannot be read to its end: %(why)s") % {"why": pieces.problem}
            )
        if is_last:
            return


class _Pieces:
    """Items some at a time; what came before an error is kept."""

    def __init__(self, items_of: ItemsOf, fetched: Fetched) -> None:
        self.problem = ""
        self._items: Iterator[Item] = iter(())
        try:
            self._items = items_of(fetched)
        except FormatError as error:
            raise SourceUnreadable(
                _("The file cannot be read: %(why)s") % {"why": error}
            ) from error

    def skip(self, count: int) -> None:
        self._some(count)

    def next(self) -> list[Item]:
        return [] if self.problem else self._some(AT_ONCE)

    def _some(self, count: int) -> list[Item]:
        items: list[Item] = []
        try:
            for item in islice(self._items, count):
                items.append(item)  # noqa: PERF402  (what came before an error is kept)
        except FormatError as error:
            self.problem = str(error)
        return items


def validators_of(fetched: Fetched) -> dict[str, str]:
    """Those that can be kept and sent back as they came."""
    stated = {name: fetched.headers.get(name, "") for name in VALIDATORS}
    return {
        name: value
        for name, value in stated.items()
        if value and value.isprintable() and len(value) <= LONGEST_VALIDATOR
    }
