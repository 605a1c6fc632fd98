"""Another Armillary: its resources whole, in all their languages and with the reviews of its peers.

The other site says in its first answer from when on the next run has to ask, by its own clock; what
has not changed since is known by its bytes. A resource that it has from here, directly or through
others, speaks for nothing: only what is said about it there is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE
from armillary.core.memory import no_search_for_cycles
from armillary.formats.armillary_json import Changes, Entry, read_changes, read_entry
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.listing import Ending, Item, Listing, Option, Page
from armillary.harvest.models import Source
from armillary.harvest.paths import KIND, is_echo, ours_among

PATH: Final = "/api/v1/changes"
ACCEPT: Final = "application/json"
AT_ONCE: Final = 100  # entries of a page that we ask for
LIMIT: Final = 50 * MEGABYTE  # of a page
MOST_STALE_PAGES: Final = 10  # in a row without an entry that is new

LOOPING: Final = "The other site's list goes in circles; it was left where it repeats itself."
OURS: Final = "The other site has this from here, so only its reviews are kept."
REVIEWS: Final = "reviews"
WITHOUT: Final = "no"


def _choices() -> list[tuple[str, str]]:
    return [(WITHOUT, str(gettext_lazy("Leave them there")))]


def takes_reviews(source: Source) -> bool:
    return str(source.options.get(REVIEWS, "")) != WITHOUT


class Armillary:
    """The public list of changes of another installation."""

    name = KIND
    label = gettext_lazy("Another Armillary")
    hint = gettext_lazy("The address of its home page. Reviews come along with the resources.")
    options = (
        Option(
            REVIEWS,
            gettext_lazy("Reviews of its peers"),
            gettext_lazy("They are shown with the name of the site they come from."),
            choices=_choices,
            rereads=True,
        ),
        LANGUAGE,
    )
    is_incremental = True

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        if "?" in address or "#" in address:
            raise InvalidSource(_("Give the address of the site's home page, without a question."))
        if options.get(REVIEWS, WITHOUT) != WITHOUT:
            raise InvalidSource(
                _("“%(name)s” is “%(value)s” or nothing.") % {"name": REVIEWS, "value": WITHOUT}
            )

    def pages(self, listing: Listing) -> Iterator[Page]:
        return _Walk(listing).pages()

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_entry(payload)


@dataclass(slots=True)
class _Place:
    """Where in the list we are; saved as the checkpoint."""

    after: str = ""
    page: int = 0
    began: str = ""  # the moment that the first answer named
    received: int = 0


@dataclass(slots=True)
class _Walk:
    """One pass through the list."""

    listing: Listing
    place: _Place = field(init=False)
    cursors: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    stale_pages: int = 0

    def __post_init__(self) -> None:
        self.place = _Place(**self.listing.checkpoint)
        self.cursors.add(hash(self.place.after))

    def pages(self) -> Iterator[Page]:
        ending = None
        while ending is None:
            answer = self._answer()
            items = list(_items(answer))
            ending = self._advance(answer, len(items))
            yield Page(
                items=items,
                checkpoint=asdict(self.place),
                listed=self.place.received if ending else None,
                ending=ending,
            )

    def _answer(self) -> Changes:
        address = f"{self.listing.address.rstrip('/')}{PATH}?{urlencode(self._question())}"
        body = self.listing.fetcher.fetch(address, limit=LIMIT, accept=ACCEPT).body
        try:
            with no_search_for_cycles():
                return read_changes(body)
        except FormatError as error:
            raise SourceUnreadable(
                _("Page %(number)d of the list cannot be read: %(reason)s")
                % {"number": self.place.page + 1, "reason": error}
            ) from error

    def _question(self) -> dict[str, str]:
        if self.place.after:
            return {"after": self.place.after, "size": str(AT_ONCE)}
        since = {"since": self.listing.since} if self.listing.since else {}
        return {**since, "size": str(AT_ONCE)}

    def _advance(self, answer: Changes, count: int) -> Ending | None:
        """On to the next page; the ending if there is none."""
        place = self.place
        place.page += 1
        place.received += count
        place.began = place.began or answer.since
        place.after = answer.following
        fresh = {hash((entry.id, entry.datestamp)) for entry in answer.entries} - self.seen
        self.seen |= fresh
        self.stale_pages = 0 if fresh else self.stale_pages + 1
        if not place.after:
            return Ending(is_complete=True, since=place.began)
        if hash(place.after) in self.cursors or self.stale_pages >= MOST_STALE_PAGES:
            return Ending(is_complete=False, remark=LOOPING)
        self.cursors.add(hash(place.after))
        return None


def _items(answer: Changes) -> Iterator[Item]:
    ours = ours_among({page for each in answer.entries for path in each.paths for page in path})
    for entry in answer.entries:
        yield _item(entry, is_ours=not entry.is_gone and is_echo(entry.paths, ours))
    for name, problem in answer.problems:
        yield Item("", problem=problem, label=name)


def _item(entry: Entry, *, is_ours: bool) -> Item:
    return Item(
        entry.id,
        payload=b"" if entry.is_gone else entry.payload,
        datestamp=entry.datestamp,
        is_deleted=entry.is_gone,
        is_silent=is_ours,
        problem=OURS if is_ours else "",
    )
