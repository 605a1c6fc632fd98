"""The fast way through a page of the usual make-up; any other page is left to `ResponseParser`.

Usual means: records in a row, each a header with its fields in the order of the schema and perhaps
metadata, no `about`, and among them nothing but tags and text (no comment, CDATA or processing
instruction). Then every `<` opens a tag, and plain search cuts the records out. Expat still reads
every byte and vouches that the page is well-formed, but calls no Python for any tag or text.

Why the cuts are right: each begins where a record's start tag stands, and ends at the first end tag
of a metadata element before that of a record, hence never behind the record's own end. Were one to
end earlier, at a payload's own `metadata`, the search would stay inside the record and leave its
end tag over; the page without its cuts would not be well-formed, and nothing of this is used.
"""

import re
from functools import lru_cache
from typing import Final, TypeVar
from xml.parsers.expat import ExpatError

from armillary.formats.flat_xml import resolved, with_plain_line_ends
from armillary.formats.oai_pmh.pages import Collector, OaiPage, OaiRecord
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.oai_pmh.records import read_metadata
from armillary.formats.safe_xml import new_parser, prolog_length

T = TypeVar("T")

_FIRST: Final = re.compile(rb"<((?:[\w.-]+:)?)record>\s*<\1header[ >]")
_STAND_IN: Final = b"<%brecord><%bheader><%bidentifier>-</%bidentifier></%bheader></%brecord>"
_UP_TO_PAYLOAD: Final = rb"""
    \s*<%brecord>\s*<%bheader(\ status="deleted")?>
    \s*<%bidentifier>([^<]*)</%bidentifier>
    \s*<%bdatestamp>([^<]*)</%bdatestamp>
    ((?:\s*<%bsetSpec>[^<]*</%bsetSpec>)*+)
    \s*</%bheader>\s*(?:<%bmetadata>|(</%brecord>))"""
_SET: Final = re.compile(rb">([^<]*)</")


# A record's header, and where the inside of its metadata element begins and ends; equal without one.
_Cut = tuple[re.Match[bytes], int, int]


def regular_page(
    body: bytes, *, encoding: str, collector: Collector[T] | None
) -> OaiPage[T] | None:
    """The page, or None when it isn't of the usual make-up; raises ExpatError and FormatError."""
    first = _FIRST.search(body, prolog_length(body))
    if first is None:
        return None
    cuts, after = _cuts(body, first.start(), first.group(1))
    if not cuts or not _is_plain(body, encoding, first.start(), after):
        return None
    page: OaiPage[T] | None = _frame(body, encoding, first, after)
    if page is None:
        return None
    namespaces = page.items.pop().namespaces
    page.items += [_record(cut, body, namespaces, encoding) for cut in cuts]
    for record in page.items:
        read_metadata(record, collector)
    return page


def _cuts(body: bytes, position: int, prefix: bytes) -> tuple[list[_Cut], int]:
    """Every usual record from `position` on, and where the last one ends."""
    up_to_payload, closing = _patterns(prefix)
    metadata_end = b"</%bmetadata>" % prefix
    cuts: list[_Cut] = []
    while header := up_to_payload.match(body, position):
        start = end = header.end()
        if header[5] is None:
            end = body.find(metadata_end, start)
            closed = closing.match(body, end) if end >= 0 else None
            if closed is None:
                break
            position = closed.end()
        else:
            position = end
        cuts.append((header, start, end))
    return cuts, position


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What a record begins with, and how one with metadata ends."""
    name = re.escape(prefix)
    return (
        re.compile(_UP_TO_PAYLOAD.replace(b"%b", name), re.VERBOSE),
        re.compile(rb"</%bmetadata>\s*</%brecord>" % (name, name)),
    )


def _is_plain(body: bytes, encoding: str, start: int, end: int) -> bool:
    """Whether nothing but tags and text stands from `start` to `end`; raises ExpatError."""
    odd: list[int] = []
    parser = new_parser(encoding)
    parser.CommentHandler = lambda _text: odd.append(parser.CurrentByteIndex)
    parser.StartCdataSectionHandler = lambda: odd.append(parser.CurrentByteIndex)
    parser.ProcessingInstructionHandler = lambda _target, _text: odd.append(parser.CurrentByteIndex)
    try:
        parser.Parse(body, True)
    finally:  # the handlers hold the parser that holds them
        parser.CommentHandler = parser.StartCdataSectionHandler = None
        parser.ProcessingInstructionHandler = None
    return not any(start <= index < end for index in odd)


def _frame(body: bytes, encoding: str, first: re.Match[bytes], after: int) -> OaiPage[T] | None:
    """The page with one bare record in the place of all, or None when the cuts were wrong."""
    stand_in = _STAND_IN.replace(b"%b", first.group(1))
    parser: ResponseParser[T] = ResponseParser(encoding=encoding)
    try:
        parser.feed(body[: first.start()] + stand_in + body[after:])
    except ExpatError:
        return None
    items = parser.page.items
    is_alone = len(items) == 1 and items[0].identifier == "-" and not items[0].metadata
    return parser.page if is_alone else None


def _record(cut: _Cut, body: bytes, namespaces: dict[str, str], encoding: str) -> OaiRecord[T]:
    header, start, end = cut
    deleted, identifier, datestamp, sets, _ = header.groups()
    return OaiRecord(
        _text(identifier, encoding),
        _stamp(datestamp, encoding),
        [*_sets(sets, encoding)],
        deleted is not None,
        body[start:end].strip(),
        namespaces,
        encoding,
    )


@lru_cache(maxsize=256)
def _sets(elements: bytes, encoding: str) -> tuple[str, ...]:
    """The names in setSpec elements, which whole pages have in common."""
    return tuple(_text(name, encoding) for name in _SET.findall(elements))


@lru_cache(maxsize=1024)
def _stamp(raw: bytes, encoding: str) -> str:
    """Records are loaded by the hundred, and have their moment in common."""
    return _text(raw, encoding)


def _text(raw: bytes, encoding: str) -> str:
    text = raw.decode(encoding or "utf-8")
    if "\r" in text:
        text = with_plain_line_ends(text)
    return (resolved(text) if "&" in text else text).strip()
