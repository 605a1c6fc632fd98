"""Read a page that is not well-formed: cut it into records, mend each alone, lose none to another."""

import re
from typing import Final, TypeVar
from xml.parsers.expat import ExpatError

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.flat_xml import resolved
from armillary.formats.oai_pmh.pages import Collector, OaiPage, OaiRecord
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.safe_xml import repaired, tree

T = TypeVar("T")

LONGEST_ROOT: Final = 10_000  # bytes of its start tag, which is put before every record
MOST_TROUBLED: Final = 2000  # records of one page that are mended; the others keep their problem

_RECORD: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)record(?:\s[^<>]*)?>\s*<\1header[\s/>]")
_ROOT: Final = re.compile(rb"""<((?:[A-Za-z_][\w.-]*:)?)OAI-PMH(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_METADATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)metadata(?:\s[^<>]*)?>")
_IDENTIFIER: Final = re.compile(
    rb"<((?:[A-Za-z_][\w.-]*:)?)identifier>([^<]{1,4000})</\1identifier>"
)


def recovered_page(
    body: bytes, *, encoding: str, collector: Collector[T] | None, reason: str
) -> OaiPage[T]:
    """The page as far as it can be read; `reason` is expat's complaint about the whole.

    Raises FormatError when no OAI-PMH root element can be found.
    """
    root = _ROOT.search(body)
    if root is None or len(root.group()) > LONGEST_ROOT:
        raise FormatError(f"The answer is not OAI-PMH, and not well-formed XML: {reason}.")
    prefix = root.group(1)
    cuts = _cuts(body)
    page: OaiPage[T] = _frame(_without(body, cuts), encoding)
    page.items.clear() if cuts else None
    page.truncated |= b"</" + prefix + b"OAI-PMH" not in body[-200:]
    page.repairs.append(f"The page is not well-formed ({reason}); its records were read singly.")
    broken = 0
    for start, end, whole in cuts:
        piece = root.group() + body[start:end] + b"</" + prefix + b"OAI-PMH>"
        if len(page.repairs) + broken > MOST_TROUBLED:
            page.items.append(_named(piece, encoding, "Too much of the page is broken."))
        elif whole:
            page.items.append(_record(piece, encoding, collector, page.repairs))
        else:
            page.items.append(_broken(piece, encoding, "The record breaks off."))
        broken += bool(page.items[-1].problem)
    return page


def _cuts(body: bytes) -> list[tuple[int, int, bool]]:
    """(start, end, whether its closing tag is there) of every record, in the body's order."""
    found = list(_RECORD.finditer(body))
    limits = [*(match.start() for match in found[1:]), len(body)][: len(found)]
    cuts = []
    for match, limit in zip(found, limits, strict=True):
        closing = b"</" + match.group(1) + b"record"
        at = body.rfind(closing, match.start(), limit)
        end = body.find(b">", at, limit) + 1 if at >= 0 else 0
        cuts.append((match.start(), end or limit, end > 0))
    return cuts


def _without(body: bytes, cuts: list[tuple[int, int, bool]]) -> bytes:
    pieces, position = [], 0
    for start, end, _ in cuts:
        pieces.append(body[position:start])
        position = end
    return b"".join([*pieces, body[position:]])


def _frame(body: bytes, encoding: str) -> OaiPage[T]:
    parser: ResponseParser[T] = ResponseParser()
    mended = repaired(body, encoding)
    try:
        parser.feed(mended)
    except ExpatError:
        parser = ResponseParser()
    else:
        return parser.page
    try:
        parser.feed(_remade(mended))
    except ExpatError:  # then the page's token is unknown, and with it what is missing
        return OaiPage(truncated=True)
    return parser.page


def _remade(mended: bytes) -> bytes:
    declaration = mended.find(b"?>") + 2 if mended.lstrip().startswith(b"<?xml") else 0
    return etree.tostring(tree(mended[declaration:], recover=True), encoding="utf-8")


def _record(
    piece: bytes, encoding: str, collector: Collector[T] | None, repairs: list[str]
) -> OaiRecord[T]:
    try:
        return _only(piece, encoding, collector)
    except ExpatError as error:
        reason = str(error)
    mended = repaired(piece, encoding)
    try:
        record = _only(mended, "", collector)
        done = "its characters were repaired"
    except ExpatError:
        record = _forced(mended, collector)
        done = "its markup was broken, and read as far as it goes"
    if record.problem:
        return _broken(piece, encoding, f"The record's XML can't be read: {reason}.")
    repairs.append(f"{record.identifier}: {done} ({reason}).")
    return _verbatim(record, piece, encoding)


def _only(piece: bytes, encoding: str, collector: Collector[T] | None) -> OaiRecord[T]:
    parser = ResponseParser(encoding=encoding, collector=collector)
    parser.feed(piece)
    return parser.page.items[0] if parser.page.items else OaiRecord(problem="No record.")


def _forced(mended: bytes, collector: Collector[T] | None) -> OaiRecord[T]:
    try:
        return _only(_remade(mended), "", collector)
    except (ExpatError, FormatError) as error:
        return OaiRecord(problem=str(error))


def _verbatim(record: OaiRecord[T], piece: bytes, encoding: str) -> OaiRecord[T]:
    """The record with the provider's own bytes, which readers mend again when they need them."""
    opening = _METADATA.search(piece)
    end = piece.rfind(b"</" + opening.group(1) + b"metadata") if opening else -1
    if opening and end >= opening.end():
        record.metadata = piece[opening.end() : end].strip()
    record.encoding = encoding
    return record


def _broken(piece: bytes, encoding: str, problem: str) -> OaiRecord[T]:
    if b"identifier" not in piece:
        return OaiRecord(problem=problem, encoding=encoding)
    named: OaiRecord[T] = _named(piece, encoding, problem)
    record: OaiRecord[T] = _forced(repaired(piece, encoding), None)
    record.identifier = named.identifier or record.identifier
    record.problem = problem
    return _verbatim(record, piece, encoding)


def _named(piece: bytes, encoding: str, problem: str) -> OaiRecord[T]:
    """What can be told without mending."""
    found = _IDENTIFIER.search(piece)
    mended = repaired(found.group(2), encoding).decode() if found else ""
    return OaiRecord(identifier=resolved(mended).strip(), encoding=encoding, problem=problem)
