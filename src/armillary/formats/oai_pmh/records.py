"""Fill a record from what the parsers saw of it; shared by the fast and the thorough way."""

from typing import TypeVar

from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh.pages import Collector, OaiRecord
from armillary.formats.safe_xml import SEPARATOR

T = TypeVar("T")


def header_fields(protocol: str) -> dict[str, str]:
    """Expanded names of the header's elements, and the plain ones."""
    return {f"{protocol}{name}": name for name in ("identifier", "datestamp", "setSpec")}


def read_header(record: OaiRecord[T], tokens: list[str], fields: dict[str, str]) -> None:
    """Identifier, datestamp and sets, from texts that are each followed by their element's name."""
    text = ""
    for token in tokens:
        field = fields.get(token)
        if field is None:  # expat may give a text in pieces
            text = "" if SEPARATOR in token else text + token
            continue
        if field == "identifier":
            record.identifier = text.strip()
        elif field == "datestamp":
            record.datestamp = text.strip()
        else:
            record.sets.append(text.strip())
        text = ""


def read_metadata(record: OaiRecord[T], collector: Collector[T] | None) -> None:
    """The record's value, or its problem; the metadata must have been found well-formed."""
    if not record.identifier:
        record.problem = "The record has no identifier."
    elif not record.metadata:
        record.problem = "" if record.deleted else "The record has no metadata."
    elif collector is not None:
        try:
            record.value = value_of(record, collector)
        except FormatError as error:
            record.problem = str(error)


def value_of(record: OaiRecord[T], collector: Collector[T]) -> T:
    """What the collector makes of a record with metadata; raises FormatError."""
    value = collector.collect(record)
    return collector.read(record.payload) if value is None else value
