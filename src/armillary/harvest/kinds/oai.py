"""OAI-PMH 2.0: whole lists and what changed since, with everything providers get wrong.

The next incremental run starts from the provider's own clock, its first responseDate, never from
the newest record seen (VuFindHarvest issue 7). Tokens that expire, loop or are dropped each end in
a clear line; a static repository file at the address is read as well. Dublin Core is read while a
page is parsed, other formats record by record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.distinct import Distinct
from armillary.core.http import MEGABYTE, FetchError
from armillary.core.memory import no_search_for_cycles
from armillary.formats.errors import FormatError
from armillary.formats.oai_payloads import DUBLIN_CORE, collector_of, read_metadata
from armillary.formats.oai_pmh import (
    Collector,
    MetadataFormat,
    OaiPage,
    format_datestamp,
    parse_datestamp,
    parse_identify,
    parse_metadata_formats,
    parse_response,
)
from armillary.formats.statement import Statement
from armillary.harvest.enums import Proof
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.kinds import oai_static
from armillary.harvest.kinds.oai_formats import not_offered
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.listing import Ending, Listing, Option, Page
from armillary.harvest.models import Source

LIMIT: Final = 200 * MEGABYTE
ACCEPT: Final = "text/xml, application/xml;q=0.9, */*;q=0.5"
DAY: Final = "YYYY-MM-DD"
MOST_STALE_PAGES: Final = 10  # with a token, yet without a record that is new

EXPIRED: Final = "The provider forgot where we were (expired token); the list was started again."
LOOPING: Final = "The provider's list goes in circles; it was left where it began to repeat itself."
BROKEN_OFF: Final = "The provider's answer breaks off; what follows is missing."
TOO_FEW: Final = "The list ended before the number of records that the provider announced."
GAP: Final = "The provider left out a part of its list, by its own count."
MIXED: Final = "The provider stamps some records with a day and others with a second."
TOO_MANY: Final = "The provider announced fewer records than it sent."
UNMARKED: Final = "The list stopped without the mark that ends one; there may be more."
NOTHING: Final = "it holds neither records nor an error."
MENDED: Final = "Broken XML was mended."


class Oai:
    """A provider's list of records in one metadata format, perhaps of one set."""

    name = "oai"
    label = gettext_lazy("OAI-PMH provider")
    hint = gettext_lazy(
        "The base address of an OAI-PMH 2.0 repository, or a static repository file."
    )
    options = (
        Option("set", gettext_lazy("Set"), gettext_lazy("All records if empty.")),
        Option(
            "prefix",
            gettext_lazy("Metadata format"),
            gettext_lazy(
                "The provider's name (prefix) of a format in Dublin Core, LOM, MARCXML or LRMI; "
                "oai_dc if empty."
            ),
        ),
        LANGUAGE,
    )
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
        try:
            return collector_of(prefix_of(source.options)).read(payload)
        except FormatError:  # it may be in a format that was asked for before
            return read_metadata(payload)


def prefix_of(options: Mapping[str, Any]) -> str:
    return str(options.get("prefix") or DUBLIN_CORE)


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
    met: int = 0  # different ones among them
    before: int = 0  # on the page before
    left_out: int = 0  # by the cursors of the provider
    is_mixed: bool = False  # datestamps of days and of seconds
    is_broken: bool = False  # a page broke off

    @classmethod
    def of(cls, checkpoint: Mapping[str, Any]) -> "_Place":
        """The beginning, where another kind of list was at this address before."""
        known = {each.name for each in fields(cls)}
        return cls(**checkpoint) if known.issuperset(checkpoint) else cls()

    def checkpoint(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class _Walk:
    """One pass through the list."""

    listing: Listing
    granularity: str
    place: _Place = field(init=False)
    restarted: bool = False
    tokens: set[str] = field(default_factory=set)
    seen: Distinct = field(default_factory=Distinct)
    collector: Collector[Statement] = field(init=False)
    oddities: list[tuple[str, str]] = field(default_factory=list)  # not yet told
    stale_pages: int = 0

    def __post_init__(self) -> None:
        self.place = _Place.of(self.listing.checkpoint)
        self.collector = collector_of(prefix_of(self.listing.options))
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
        if not answer.items:
            self._refuse_nothing(answer)
        self._advance(answer)
        return self._page(answer, self._ending(answer))

    def _answer(self) -> OaiPage[Statement]:
        body = _ask(self.listing, self._arguments())
        try:
            with no_search_for_cycles():
                return parse_response(body)
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
        self.seen = Distinct()
        self.tokens.clear()
        return Page([], self.place.checkpoint(), remarks=[(EXPIRED, "")])

    def _refuse_nothing(self, answer: OaiPage[Statement]) -> None:
        """An answer without a record is one only if it says that there is none."""
        if not answer.errors and not answer.is_list:
            raise SourceUnreadable(
                _("Page %(number)d of the list cannot be read: %(reason)s")
                % {"number": self.place.page + 1, "reason": NOTHING}
            )
        if answer.errors:
            self._refuse_errors(*answer.errors[0])

    def _refuse_errors(self, code: str, text: str) -> None:
        """Every error but the one that says, before any record came, that there is none."""
        if code == "noRecordsMatch" and not self.place.token:
            return
        formats = _offered(self.listing) if code == "cannotDisseminateFormat" else []
        if formats:
            raise not_offered(prefix_of(self.listing.options), formats)
        raise SourceUnreadable(
            _("The provider refuses our question (%(code)s): %(text)s")
            % {"code": code, "text": text[:200] or "-"}
        )

    def _advance(self, answer: OaiPage[Statement]) -> None:
        place = self.place
        place.page += 1
        if gap := _left_out(answer, place):
            place.left_out += gap
            self.oddities.append((GAP, str(gap)))
        place.received += len(answer.items)
        if not place.is_mixed and (stamp := _other_stamp(answer, self.granularity)):
            place.is_mixed = True
            self.oddities.append((MIXED, stamp))
        place.began = place.began or _stated_moment(answer)
        place.token = answer.token or ""
        if answer.complete_list_size is not None:
            place.size = max(place.size or 0, answer.complete_list_size)
        place.is_broken |= answer.truncated or bool(answer.errors and answer.items)
        fresh = self.seen.add([record.identifier for record in answer.items])
        self.stale_pages = 0 if fresh else self.stale_pages + 1
        place.met += fresh

    def _page(self, answer: OaiPage[Statement], ending: Ending | None) -> Page:
        remarks = [(MENDED, repair) for repair in answer.repairs]
        remarks += self.oddities
        self.oddities.clear()
        if ending is not None and self.place.size is not None and self.place.met > self.place.size:
            remarks.append((TOO_MANY, f"{self.place.size}, {self.place.met}"))
        return Page(
            items=[oai_static.item_of(record, self.collector) for record in answer.items],
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
            self.place.before = len(answer.items)
            return None
        if remark := self._lack():
            return Ending(is_complete=False, remark=remark)
        proof = self._proof(answer)
        if proof is None:
            return Ending(is_complete=False, remark=UNMARKED)
        # A record stamped with a mere day would seem older than a second of the same day.
        since = self.place.began[:10] if self.place.is_mixed else self.place.began
        return Ending(is_complete=True, since=since, proof=proof)

    def _lack(self) -> str:
        """What shows that records are missing from a list that has come to its end."""
        place = self.place
        if place.is_broken:
            return BROKEN_OFF
        if place.size is not None and place.met < place.size:
            return TOO_FEW
        return GAP if place.size is None and place.left_out else ""

    def _proof(self, answer: OaiPage[Statement]) -> Proof | None:
        """Why the list is whole. A size that was exceeded proves nothing; an empty token is the end
        (§3.5). Many providers leave it out; then a page that was not full is the last one."""
        place = self.place
        if place.size is not None and place.met == place.size:
            return Proof.LIST_SIZE
        if answer.token is not None or place.page == 1:
            return Proof.END_OF_LIST
        return Proof.SHORT_PAGE if 0 < len(answer.items) < place.before else None


def _stated_moment(answer: OaiPage[Statement]) -> str:
    """When the provider answered, by its own clock; empty where that is no moment."""
    try:
        moment, given = parse_datestamp(answer.response_date)
    except FormatError:
        return ""
    return format_datestamp(moment, granularity=given)


def _left_out(answer: OaiPage[Statement], place: _Place) -> int:
    """How many records are missing before this page. Cursors count from 0 (§3.5); one that does not
    grow is a provider's habit and says nothing."""
    before = place.received + place.left_out
    return max(0, answer.cursor - before) if answer.cursor and before else 0


def _other_stamp(answer: OaiPage[Statement], granularity: str) -> str:
    """A datestamp that is not as long as the provider says they are; empty if there is none."""
    length = len(granularity)
    stamps = (record.datestamp for record in answer.items)
    return next((stamp for stamp in stamps if stamp and (len(stamp) == 10) != (length == 10)), "")


def _offered(listing: Listing) -> list[MetadataFormat]:
    """The formats that the provider lists; none where it cannot say."""
    try:
        return parse_metadata_formats(_ask(listing, {"verb": "ListMetadataFormats"}))
    except (FetchError, FormatError):
        return []


def _moment(since: str, granularity: str) -> str:
    moment, _given = parse_datestamp(since)
    return format_datestamp(moment, granularity=granularity)
