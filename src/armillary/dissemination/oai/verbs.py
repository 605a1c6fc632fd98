"""The six verbs: arguments in, the content of an answer out, from what is stored already."""

import re
from collections.abc import Callable

from django.conf import settings

from armillary.dissemination import addresses, queries
from armillary.dissemination.oai import envelopes
from armillary.dissemination.oai.arguments import (
    TOKEN,
    Window,
    read_window,
)
from armillary.dissemination.oai.dresses import Dress, dress_of, dressed, dresses
from armillary.dissemination.oai.envelopes import Parts
from armillary.dissemination.oai.errors import ProtocolError
from armillary.dissemination.oai.tokens import ListState, read_token, write_token
from armillary.formats.markup import element, timestamp

Arguments = dict[str, str]

_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+", re.IGNORECASE | re.ASCII)
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_ID_SPACE = "http://www.openarchives.org/OAI/2.0/oai-identifier"


def answer(arguments: Arguments) -> Parts:
    """The content for arguments that `read_arguments` let pass. Raises ProtocolError."""
    return _VERBS[arguments["verb"]](arguments)


def _identify(_arguments: Arguments) -> Parts:
    earliest = queries.earliest_datestamp() or queries.settled_moment()
    parts = [
        element("repositoryName", addresses.SITE_NAME),
        element("baseURL", envelopes.base_url()),
        element("protocolVersion", "2.0"),
        element("adminEmail", settings.CONTACT),
        element("earliestDatestamp", timestamp(earliest)),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        element("compression", "gzip"),
        _identifier_scheme(),
    ]
    return [f"<Identify>{''.join(parts)}</Identify>\n".encode()]


def _identifier_scheme() -> str:
    """How identifiers are made; the scheme wants a domain name, so none on a bare address."""
    if not _DOMAIN.fullmatch(addresses.host()):
        return ""
    parts = [
        f'<description><oai-identifier xmlns="{_ID_SPACE}" {_XSI}',
        f' xsi:schemaLocation="{_ID_SPACE} {_ID_SPACE}.xsd">',
        element("scheme", "oai"),
        element("repositoryIdentifier", addresses.host()),
        element("delimiter", ":"),
        element("sampleIdentifier", addresses.oai_identifier("0123456789ab")),
        "</oai-identifier></description>",
    ]
    return "".join(parts)


def _list_metadata_formats(arguments: Arguments) -> Parts:
    if "identifier" in arguments:
        _stored(arguments["identifier"])
    formats = "".join(
        "<metadataFormat>"
        f"{element('metadataPrefix', each.prefix)}"
        f"{element('schema', each.schema)}"
        f"{element('metadataNamespace', each.namespace)}"
        "</metadataFormat>"
        for each in dresses().values()
    )
    return [f"<ListMetadataFormats>{formats}</ListMetadataFormats>\n".encode()]


def _list_sets(arguments: Arguments) -> Parts:
    if TOKEN in arguments:
        raise ProtocolError("badResumptionToken", "The list of sets comes in one piece.")
    sets = "".join(
        f"<set>{element('setSpec', spec)}{element('setName', name)}</set>\n"
        for spec, name in queries.sets()
    )
    return [f"<ListSets>\n{sets}</ListSets>\n".encode()]


def _get_record(arguments: Arguments) -> Parts:
    row = _stored(arguments["identifier"])
    rows = dressed([row], dress_of(arguments["metadataPrefix"]))
    return [b"<GetRecord>", *envelopes.records(rows), b"</GetRecord>\n"]


def _stored(identifier: str) -> queries.Row:
    prefix = addresses.oai_identifier("")
    public_id = identifier.removeprefix(prefix)
    known = identifier.startswith(prefix) and re.fullmatch("[0-9a-z]{1,12}", public_id, re.ASCII)
    row = queries.stored_record(public_id) if known else None
    if row is None:
        raise ProtocolError("idDoesNotExist", "There is no record with this identifier.")
    return row


def _list(arguments: Arguments) -> Parts:
    state = _state(arguments)
    dress = dress_of(state.prefix)
    window = read_window(state.start, state.end)
    chosen = queries.selection(state.set, window.start, window.end)
    if chosen is None:
        raise _nothing(window)
    size = dress.page_of(state.verb)
    rows = queries.page(chosen.after(state.after), limit=size + 1)
    if not rows:
        rows = _row_before(chosen, state, window)
    page = _page(state.verb, rows[:size], dress)
    token = _token(chosen, state, rows, size)
    opening, closing = f"<{state.verb}>\n", f"{token}</{state.verb}>\n"
    return [opening.encode(), *page, closing.encode()]


def _row_before(chosen: queries.Selection, state: ListState, window: Window) -> list[queries.Row]:
    """What is sent where records that a token promised have moved out of its range.

    A list without a record is not allowed, and an error would make clients throw away what they
    have got; repeating one record ends the list in peace.
    """
    before = chosen.up_to(state.after)
    rows = queries.page(before, limit=1, backwards=True) if state.after else []
    if not rows:
        raise _nothing(window)
    return rows


def _nothing(window: Window) -> ProtocolError:
    within = " with such datestamps" if window.start or window.end else ""
    return ProtocolError("noRecordsMatch", f"There are no records{within}.")


def _state(arguments: Arguments) -> ListState:
    """Where a list stands: at its start, or where its token says."""
    verb = arguments["verb"]
    if TOKEN in arguments:
        return read_token(arguments[TOKEN], verb=verb)
    return ListState(
        verb,
        prefix=arguments["metadataPrefix"],
        set=arguments.get("set", ""),
        start=arguments.get("from", ""),
        end=arguments.get("until", ""),
    )


def _page(verb: str, rows: list[queries.Row], dress: Dress) -> Parts:
    if verb == "ListIdentifiers":
        return [part for row in rows for part in (row.header, b"\n")]
    return envelopes.records(dressed(rows, dress))


def _token(chosen: queries.Selection, state: ListState, rows: list[queries.Row], page: int) -> str:
    """The token of a page (§3.5): an empty one ends a list of several pages, one page has none."""
    has_more = len(rows) > page
    if not has_more and not state.after:
        return ""
    sent = min(len(rows), page)
    size = max(state.size or queries.list_size(chosen), state.cursor + len(rows))
    following = ListState(
        state.verb,
        state.prefix,
        state.set,
        state.start,
        state.end,
        after=rows[sent - 1].position,
        cursor=state.cursor + sent,
        size=size,
    )
    token = write_token(following) if has_more else ""
    return element(TOKEN, token, completeListSize=str(size), cursor=str(state.cursor)) + "\n"


_VERBS: dict[str, Callable[[Arguments], Parts]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _get_record,
}
