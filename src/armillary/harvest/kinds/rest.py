"""A REST API that a small JSON file describes: page after page of one site, whole or what changed.

Whether a list was complete is judged as for OAI-PMH: a list that goes in circles, leaves its site,
outgrows its limit or ends before the number it announced proves nothing about what it lacks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.clock import now
from armillary.core.http import MEGABYTE, Fetched
from armillary.core.memory import no_search_for_cycles
from armillary.formats.errors import FormatError
from armillary.formats.rest_mapping import (
    Answer,
    DescriptionError,
    RestDescription,
    RestRecord,
    beginning,
    compile_description,
    following,
    is_same_site,
    read_answer,
    read_record,
    require_fit,
    stamped,
)
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.listing import Ending, Item, Listing, Option, Page
from armillary.harvest.models import Source

DESCRIPTION: Final = "description"
LIMIT: Final = 50 * MEGABYTE  # of a page
ACCEPT: Final = "application/json, */*;q=0.5"
MOST_STALE_PAGES: Final = 3  # in a row without a record that is new

LOOPING: Final = "The API's list goes in circles; it was left where it began to repeat itself."
OTHER_SITE: Final = "The API's list goes on at another site, which was not asked."
TOO_LONG: Final = "The API's list has more pages than its description allows."
TOO_FEW: Final = "The list ended before the number of records that the API announced."


class Rest:
    """The records of an API, by the description of the source."""

    name = "rest"
    label = gettext_lazy("REST API")
    hint = gettext_lazy("The address of a list in JSON, with all that it has to be asked with.")
    options = (
        Option(
            DESCRIPTION,
            gettext_lazy("Description of the API"),
            gettext_lazy("JSON that says where the records are and what is where in a record."),
            is_required=True,
            is_long=True,
            rereads=True,
        ),
        LANGUAGE,
    )
    is_incremental = True

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        if "#" in address:
            raise InvalidSource(_("Give the address without what follows “#”."))
        try:
            require_fit(address, compile_description(str(options[DESCRIPTION])))
        except DescriptionError as error:
            facts = {"place": error.place, "why": _(error.why)}
            raise InvalidSource(_("In the description, %(place)s: %(why)s") % facts) from error

    def pages(self, listing: Listing) -> Iterator[Page]:
        return _Walk(listing, compile_description(str(listing.options[DESCRIPTION]))).pages()

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_record(payload, compile_description(str(source.options[DESCRIPTION])))


@dataclass(slots=True)
class _Place:
    """Where in the list we are; saved as the checkpoint."""

    next: str = ""  # the address to ask
    page: int = 0
    received: int = 0
    began: str = ""  # from when on the next run asks for changes
    total: int | None = None
    met: int = 0  # different ones among those received


@dataclass(slots=True)
class _Walk:
    """One pass through the list."""

    listing: Listing
    description: RestDescription
    place: _Place = field(init=False)
    asked: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    stale_pages: int = 0

    def __post_init__(self) -> None:
        self.place = _Place(**self.listing.checkpoint)
        if not self.place.next:
            self.place.next = beginning(
                self.listing.address, self.description, since=self.listing.since
            )

    def pages(self) -> Iterator[Page]:
        ending = None
        while ending is None:
            began = now().isoformat()
            fetched = self._fetched()
            answer = self._answer(fetched)
            ending = self._advance(answer, fetched, began)
            yield Page(
                items=[_item(record) for record in answer.records],
                checkpoint=asdict(self.place),
                listed=self.place.total,
                ending=ending,
            )

    def _fetched(self) -> Fetched:
        self.asked.add(hash(self.place.next))
        return self.listing.fetcher.fetch(self.place.next, limit=LIMIT, accept=ACCEPT)

    def _answer(self, fetched: Fetched) -> Answer:
        is_first = self.place.page == 0
        try:
            with no_search_for_cycles():
                return read_answer(
                    fetched.body, fetched.headers, self.description, is_first=is_first
                )
        except FormatError as error:
            raise SourceUnreadable(
                _("Page %(number)d of the list cannot be read: %(reason)s")
                % {"number": self.place.page + 1, "reason": error}
            ) from error

    def _advance(self, answer: Answer, fetched: Fetched, began: str) -> Ending | None:
        """On to the next page; the ending if there is none."""
        place = self.place
        place.page += 1
        place.received += len(answer.records)
        place.total = place.total if answer.total is None else answer.total
        if place.page == 1:
            place.began = self._moment(answer, began)
        self._remember(answer)
        last = place.next
        place.next = following(
            fetched.final_address if is_same_site(fetched.final_address, last) else last,
            answer,
            fetched.headers,
            self.description,
            page=place.page,
            received=place.received,
        )
        return self._ending(last)

    def _remember(self, answer: Answer) -> None:
        known = [hash(each.identifier) for each in answer.records if each.identifier]
        fresh = set(known) - self.seen
        self.seen |= fresh
        self.place.met += len(fresh) + len(answer.records) - len(known)  # some have no identifier
        self.stale_pages = 0 if fresh else self.stale_pages + 1

    def _moment(self, answer: Answer, began: str) -> str:
        """From when on the next run asks; empty where it has to ask for everything."""
        since = self.description.since
        stated = began if since is not None and since.is_ours else answer.moment
        return stamped(stated, since) if since is not None and stated else ""

    def _ending(self, last: str) -> Ending | None:
        place = self.place
        if not place.next:
            return self._end_of_list()
        if not is_same_site(last, place.next):
            return Ending(is_complete=False, remark=OTHER_SITE)
        if hash(place.next) in self.asked or self.stale_pages >= MOST_STALE_PAGES:
            return Ending(is_complete=False, remark=LOOPING)
        if place.page >= self.description.paging.most:
            return Ending(is_complete=False, remark=TOO_LONG)
        return None

    def _end_of_list(self) -> Ending:
        """A record that came twice pushed another out."""
        total = self.place.total
        if total is not None and self.place.met < total:
            return Ending(is_complete=False, remark=TOO_FEW)
        proof = Proof.END_OF_LIST if total is None else Proof.LIST_SIZE
        return Ending(is_complete=True, since=self.place.began, proof=proof)


def _item(record: RestRecord) -> Item:
    return Item(
        record.identifier,
        payload=record.payload,
        datestamp=record.datestamp,
        is_deleted=record.is_deleted,
        problem=record.problem,
        label=record.identifier,
    )
