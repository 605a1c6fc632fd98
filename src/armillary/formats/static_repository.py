"""Read an OAI Static Repository: one XML file in the place of a whole OAI-PMH service.

Source: http://www.openarchives.org/OAI/2.0/guidelines-static-repository.htm. The file is read piece
by piece, so that memory holds one record and not the repository.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final, Generic, TypeVar
from xml.parsers.expat import ExpatError

from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import NAMESPACE, Collector, Identify, MetadataFormat, OaiRecord
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.oai_pmh.responses import formats_of, identify_of
from armillary.formats.safe_xml import readable, refuse_document_type

T = TypeVar("T")

PIECE: Final = 256 * 1024  # bytes read at a time


@dataclass(slots=True)
class StaticRepository(Generic[T]):
    """A static repository; `records` yields (metadataPrefix, record) once, as the file is read.

    The iterator raises FormatError where the file stops being XML; what came before stands.
    """

    identify: Identify
    formats: list[MetadataFormat]
    records: Iterator[tuple[str, OaiRecord[T]]]


def open_static_repository(
    source: bytes | BinaryIO, *, reader: Collector[T] | None = None
) -> StaticRepository[T]:
    """The repository's Identify and formats, and its records still to be read.

    `source` is the file's bytes or a binary file, which must stay open while records are taken;
    `reader` as in `parse_response`. UTF-8 and single-byte encodings only. Raises FormatError for a
    document type, and for a file that is no static repository.
    """
    file = BytesIO(source) if isinstance(source, bytes) else source
    first = file.read(PIECE)
    refuse_document_type(first)
    body, encoding = readable(first)
    if body is not first:
        raise FormatError("A static repository must be in UTF-8.")
    parser: ResponseParser[T] = ResponseParser(
        encoding=encoding, collector=reader, root="Repository", namespace=NAMESPACE
    )
    pieces = _fed(parser, file, first)
    early: list[tuple[str, OaiRecord[T]]] = []
    for early in pieces:
        if early:
            break
    facts = parser.page.facts
    return StaticRepository(
        identify=identify_of(facts),
        formats=formats_of(facts),
        records=_flat(early, pieces),
    )


def _fed(
    parser: ResponseParser[T], file: BinaryIO, piece: bytes
) -> Iterator[list[tuple[str, OaiRecord[T]]]]:
    while True:
        following = file.read(PIECE) if piece else b""
        try:
            parser.feed(piece, final=not following)
        except ExpatError as error:
            yield parser.taken()
            raise FormatError(f"The file is not well-formed XML: {error}.") from error
        yield parser.taken()
        if not following:
            return
        piece = following


def _flat(
    early: list[tuple[str, OaiRecord[T]]], pieces: Iterator[list[tuple[str, OaiRecord[T]]]]
) -> Iterator[tuple[str, OaiRecord[T]]]:
    yield from early
    for records in pieces:
        yield from records
