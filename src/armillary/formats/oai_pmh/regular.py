"""The fast way through a page of the usual make-up; any other page is left to `ResponseParser`.

Usual means: nothing but tags and text (no comment, CDATA or processing instruction), so that every
`<` opens a tag and plain search finds them; records in a row; no `about`. Expat still reads every
byte and checks that the page is well-formed, but calls no Python at all: its texts and end tags go
straight into a list, which halves the time.
"""

import re
from typing import Final, TypeVar
from xml.parsers.expat import ExpatError

from armillary.formats.oai_pmh.pages import Collector, OaiPage, OaiRecord
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.oai_pmh.records import header_fields, read_header, read_metadata
from armillary.formats.safe_xml import SEPARATOR, new_parser

T = TypeVar("T")

_Span = tuple[bool, int, int]  # deleted; where the metadata start and end, or -1, -1

_FIRST: Final = re.compile(rb"<((?:[\w.-]+:)?)record>\s*<\1header[ >]")
_STAND_IN: Final = b"<%brecord><%bheader><%bidentifier>-</%bidentifier></%bheader></%brecord>"


def regular_page(
    body: bytes, *, encoding: str, collector: Collector[T] | None
) -> OaiPage[T] | None:
    """The page, or None when it isn't of the usual make-up; raises ExpatError and FormatError."""
    first = _FIRST.search(body)
    if first is None:
        return None
    tokens = _tokens(body, encoding)
    if not tokens:
        return None
    prefix = first.group(1)
    spans, after = _spans(body, first.start(), prefix)
    frame: ResponseParser[T] = ResponseParser(encoding=encoding)
    stand_in = _STAND_IN.replace(b"%b", prefix)
    try:
        frame.feed(body[: first.start()] + stand_in + body[after:])
    except ExpatError:  # the page is well-formed, so the cuts were wrong
        return None
    page = frame.page
    if len(page.items) != 1:
        return None
    pattern = page.items.pop()
    namespace = tokens[-1].rpartition(SEPARATOR)[0]
    protocol = f"{namespace}{SEPARATOR}"
    if not namespace or tokens.count(f"{protocol}record") != len(spans):
        return None
    metadata = [(deleted, body[start:end].strip()) for deleted, start, end in spans]
    page.items = _records(metadata, tokens, pattern, protocol=protocol, collector=collector)
    return page


def _tokens(body: bytes, encoding: str) -> list[str]:
    """Texts and end tags in order; none when there is anything that is neither tag nor text."""
    tokens: list[str] = []
    odd: list[str] = []
    parser = new_parser(encoding)
    parser.EndElementHandler = tokens.append
    parser.CharacterDataHandler = tokens.append
    parser.CommentHandler = odd.append
    parser.StartCdataSectionHandler = lambda: odd.append("CDATA")
    parser.ProcessingInstructionHandler = lambda target, _data: odd.append(target)
    parser.Parse(body, True)
    return [] if odd else tokens


def _spans(body: bytes, position: int, prefix: bytes) -> tuple[list[_Span], int]:
    """Every usual record from `position` on, and where the last one ends."""
    name = re.escape(prefix)
    opening = re.compile(rb'\s*<%brecord>\s*<%bheader( status="deleted")?>' % (name, name)).match
    between = re.compile(rb"</%bheader>\s*(?:<%bmetadata>|</%brecord>)" % (name, name, name)).match
    closing = re.compile(rb"</%bmetadata>\s*</%brecord>" % (name, name)).match
    header_end, metadata_end = b"</%bheader>" % prefix, b"</%bmetadata>" % prefix
    spans: list[_Span] = []
    while True:
        opened = opening(body, position)
        turn = between(body, body.find(header_end, opened.end())) if opened else None
        if opened is None or turn is None:
            return spans, position
        deleted = opened.group(1) is not None
        if turn.group().endswith(b"record>"):
            spans.append((deleted, -1, -1))
            position = turn.end()
            continue
        end = body.find(metadata_end, turn.end())
        closed = closing(body, end) if end >= 0 else None
        if closed is None:
            return spans, position
        spans.append((deleted, turn.end(), end))
        position = closed.end()


def _records(
    metadata: list[tuple[bool, bytes]],
    tokens: list[str],
    pattern: OaiRecord[T],
    *,
    protocol: str,
    collector: Collector[T] | None,
) -> list[OaiRecord[T]]:
    header, record, closing = f"{protocol}header", f"{protocol}record", f"{protocol}metadata"
    namespaces, encoding, fields = pattern.namespaces, pattern.encoding, header_fields(protocol)
    records: list[OaiRecord[T]] = []
    start = 0
    for deleted, content in metadata:
        middle = tokens.index(header, start)
        end = tokens.index(record, middle)
        made: OaiRecord[T] = OaiRecord("", "", [], deleted, content, namespaces, encoding)
        read_header(made, tokens[start:middle], fields)
        # White space may stand between the ends of metadata and record.
        stop = end - 1 if tokens[end - 1] == closing else end - 2
        read_metadata(made, collector, tokens[middle + 1 : stop])
        records.append(made)
        start = end + 1
    return records
