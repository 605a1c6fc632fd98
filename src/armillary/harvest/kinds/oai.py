"""OAI-PMH 2.0: whole lists and what changed since, with everything providers get wrong.

The next incremental run starts from the provider's own clock, its first responseDate, never from
the newest record seen (VuFindHarvest issue 7). Tokens that expire, loop or are dropped each end in
a clear line; a static repository file at the address is read as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from armillary.core.http import MEGABYTE
from armillary.core.memory import no_search_for_cycles
from armillary.formats.dublin_core import DublinCoreCollector, read_oai_dc
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import (
    OaiPage,
    format_datestamp,
    parse_datestamp,
    parse_identify,
    parse_response,
)
from armillary.formats.statement import Statement
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.kinds import oai_static
from armillary.harvest.listing import Ending, Listing, Page
from armillary.harvest.models import Source

LIMIT: Final = 200 * MEGABYTE
ACCEPT: Final = "text/xml, application/xml;q=0.9, */*;q=0.5"
DAY: Final = "YYYY-MM-DD"
MOST_STALE_PAGES: Final = 10  # with a token, yet without a record that is new

EXPIRED: Final = "The provider forgot where we were (expired token); the list was started again."
LOOPING: Final = "The provider's list goes in circles; it was left where it began to repeat itself."
BROKEN_OFF: Final = "The provider's answer breaks off; what follows is missing."
TOO_FEW: Final = "The list ended before the number of records that the provider announced."
TOO_MANY: Final = "The provider announced fewer records than it sent."
MENDED: Final = "Broken XML was mended."


class Oai:
    """A provider's list of records in one metadata format, perhaps of one set."""

    name = "oai"
    is_incremental = True

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        if "?" in address or "#" in address:
            raise InvalidSource(_("Give the base address of the provider, without a question."))

    def pages(self, listing: Listing) -> Iterator[Page]:
        identity, body = _identify(listing)
        if identity is None and oai_static.is_static(body):
            yield from oai_static.pages(listing, body, prefix=prefix_of(listing.options))
        else:
            yield from _Walk(listing, granularity=identity or DAY).pages()

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_oai_dc(payload)


def prefix_of(options: Mapping[str, Any]) -> str:
    return str(options.get("prefix") or "oai_dc")


def _identify(listing: Listing) -> tuple[str | None, bytes]:
    """The provider's granularity; None with the body where it does not say who it is."""
    body = _ask(listing, {"verb": "Identify"})
    try:
        return parse_identify(body).granularity or DAY, body
    except FormatError:
        return None, body


def _ask(listing: Listing, arguments: Mapping[str, str]) -> bytes:
    # Tokens hold any character, and quote_via writes a blank as %20, which everybody reads.
    question = urlencode(arguments, quote_via=quote, safe="")
    address = f"{listing.address}?{question}"
    return listing.fetcher.fetch(address, limit=LIMIT, accept=ACCEPT).body


@dataclass(slots=True)
class _Place:
    """Where in the list we are; saved as the checkpoint."""

    token: str = ""
    page: int = 0
    began: str = ""  # the first responseDate
    received: int = 0  # since the list was last started
    size: int | None = None

    def checkpoint(self) -> dict[str, Any]:
        return {
            "token": self.token,
            "page": self.page,
            "began": self.began,
            "received": self.received,
            "size": self.size,
        }


@dataclass(slots=True)
class _Walk:
    """One pass through the list."""

    listing: Listing
    granularity: str
    place: _Place = field(init=False)
    restarted: bool = False
    tokens: set[str] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    stale_pages: int = 0
    truncated: bool = False
    resumed: bool = False  # then `seen` knows the later part of the list only

    def __post_init__(self) -> None:
        self.place = _Place(**self.listing.checkpoint)
        self.resumed = bool(self.place.token)
        self.tokens.add(self.place.token)

    def pages(self) -> Iterator[Page]:
        while True:
            page = self._next()
            yield page
            if page.ending is not None:
                return

    def _next(self) -> Page:
        answer = self._answer()
        if any(code == "badResumptionToken" for code, _text in answer.errors):
            return self._restart()
        if answer.errors and not answer.items:
            _refuse_errors(answer)
        self._advance(answer)
        return self._page(answer, self._ending(answer))

    @property
    def _met(self) -> int:
        """How many different records the list had so far."""
        return self.place.received if self.resumed else len(self.seen)

    def _answer(self) -> OaiPage[Statement]:
        body = _ask(self.listing, self._arguments())
        try:
            with no_search_for_cycles():
                return parse_response(body, reader=DublinCoreCollector())
        except FormatError as error:
            raise SourceUnreadable(
                _("Page %(number)d of the list cannot be read: %(reason)s")
                % {"number": self.place.page + 1, "reason": error}
            ) from error

    def _arguments(self) -> dict[str, str]:
        arguments = {"verb": "ListRecords"}
        if self.place.token:
            return {**arguments, "resumptionToken": self.place.token}
        arguments["metadataPrefix"] = prefix_of(self.listing.options)
        if self.listing.options.get("set"):
            arguments["set"] = str(self.listing.options["set"])
        if self.listing.since:
            arguments["from"] = _moment(self.listing.since, self.granularity)
        return arguments

    def _restart(self) -> Page:
        """Once: what was taken already is recognised as unchanged."""
        if self.restarted or not self.place.token:
            raise SourceUnreadable(
                _("The provider forgets where we are in its list. Run again later.")
            )
        self.restarted = True
        self.place = _Place(began=self.place.began)
        self.seen.clear()
        self.tokens.clear()
        return Page([], self.place.checkpoint(), remarks=[(EXPIRED, "")])

    def _advance(self, answer: OaiPage[Statement]) -> None:
        place = self.place
        place.page += 1
        place.received += len(answer.items)
        place.began = place.began or answer.response_date
        place.token = answer.token or ""
        if answer.complete_list_size is not None:
            place.size = answer.complete_list_size
        self.truncated |= answer.truncated
        fresh = {hash(record.identifier) for record in answer.items} - self.seen
        self.stale_pages = 0 if fresh else self.stale_pages + 1
        self.seen |= fresh

    def _page(self, answer: OaiPage[Statement], ending: Ending | None) -> Page:
        remarks = [(MENDED, repair) for repair in answer.repairs]
        if ending is not None and self.place.size is not None and self._met > self.place.size:
            remarks.append((TOO_MANY, f"{self.place.size}, {self._met}"))
        return Page(
            items=[oai_static.item_of(record) for record in answer.items],
            checkpoint=self.place.checkpoint(),
            listed=self.place.size,
            remarks=remarks,
            ending=ending,
        )

    def _ending(self, answer: OaiPage[Statement]) -> Ending | None:
        token = self.place.token
        if token and (token in self.tokens or self.stale_pages >= MOST_STALE_PAGES):
            return Ending(is_complete=False, remark=LOOPING)
        self.tokens.add(token)
        if token:
            return None
        if self.truncated:
            return Ending(is_complete=False, remark=BROKEN_OFF)
        if self.place.size is not None and self._met < self.place.size:
            return Ending(is_complete=False, remark=TOO_FEW)
        return Ending(is_complete=True, since=self.place.began)


def _refuse_errors(answer: OaiPage[Statement]) -> None:
    """Every error but the one that says that nothing has changed."""
    code, text = answer.errors[0]
    if code != "noRecordsMatch":
        raise SourceUnreadable(
            _("The provider refuses our question (%(code)s): %(text)s")
            % {"code": code, "text": text[:200] or "-"}
        )


def _moment(since: str, granularity: str) -> str:
    moment, _given = parse_datestamp(since)
    return format_datestamp(moment, granularity=granularity)
