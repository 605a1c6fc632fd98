"""From the bytes of an answer to pages, sets, formats and Identify; broken pages take the long way."""

from typing import TypeVar
from xml.parsers.expat import ExpatError

from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh.pages import (
    Collector,
    Identify,
    MetadataFormat,
    OaiPage,
    OaiSet,
    Sets,
)
from armillary.formats.oai_pmh.parsing import ResponseParser
from armillary.formats.oai_pmh.recovery import recovered_page
from armillary.formats.oai_pmh.regular import regular_page
from armillary.formats.safe_xml import readable, refuse_document_type

T = TypeVar("T")


def parse_response(body: bytes, *, reader: Collector[T] | None = None) -> OaiPage[T]:
    """An answer to ListRecords, ListIdentifiers or GetRecord (§4.1, §4.3, §4.5).

    `reader` turns payloads into values in the same pass (`DublinCoreCollector` for oai_dc); each
    record's `value` is what it made, or its `problem` why it couldn't. Raises FormatError when the
    body declares a document type, or is not an OAI-PMH answer even after repair.
    """
    data, encoding = readable(body)
    refuse_document_type(data)
    try:
        page = regular_page(data, encoding=encoding, collector=reader)
        return page if page is not None else _any_page(data, encoding, reader)
    except ExpatError as error:
        return recovered_page(data, encoding=encoding, collector=reader, reason=str(error))


def _any_page(data: bytes, encoding: str, reader: Collector[T] | None) -> OaiPage[T]:
    parser = ResponseParser(encoding=encoding, collector=reader)
    parser.feed(data)
    return parser.page


def parse_identify(body: bytes) -> Identify:
    """An answer to Identify (§4.2); raises FormatError when it is none, or an OAI-PMH error."""
    return identify_of(_facts(body))


def parse_metadata_formats(body: bytes) -> list[MetadataFormat]:
    """An answer to ListMetadataFormats (§4.4), in the provider's order; errors as above."""
    return formats_of(_facts(body))


def parse_sets(body: bytes) -> Sets:
    """An answer to ListSets (§4.6); `noSetHierarchy` and other errors are in `errors`."""
    page: OaiPage[None] = parse_response(body)
    sets: list[OaiSet] = []
    for name, text in page.facts:
        if name == "setSpec":
            sets.append(OaiSet(spec=text, name=""))
        elif name == "setName" and sets:
            sets[-1].name = text
    return Sets(sets=sets, token=page.token, errors=page.errors)


def identify_of(facts: list[tuple[str, str]]) -> Identify:
    """Identify from the leaves of an answer or of a static repository."""
    said: dict[str, list[str]] = {}
    for name, text in facts:
        said.setdefault(name, []).append(text)
    if "repositoryName" not in said and "baseURL" not in said:
        raise FormatError("The answer says neither the repository's name nor its base address.")

    def one(name: str) -> str:
        return said.get(name, [""])[0]

    return Identify(
        repository_name=one("repositoryName"),
        base_url=one("baseURL"),
        protocol_version=one("protocolVersion"),
        admin_emails=said.get("adminEmail", []),
        earliest_datestamp=one("earliestDatestamp"),
        deleted_record=one("deletedRecord"),
        granularity=one("granularity"),
    )


def formats_of(facts: list[tuple[str, str]]) -> list[MetadataFormat]:
    """Metadata formats from the leaves of an answer or of a static repository."""
    formats: list[MetadataFormat] = []
    for name, text in facts:
        if name == "metadataPrefix":
            formats.append(MetadataFormat(prefix=text, schema="", namespace=""))
        elif name == "schema" and formats:
            formats[-1].schema = text
        elif name == "metadataNamespace" and formats:
            formats[-1].namespace = text
    return formats


def _facts(body: bytes) -> list[tuple[str, str]]:
    page: OaiPage[None] = parse_response(body)
    if page.errors:
        code, message = page.errors[0]
        raise FormatError(f"The provider answered with the error {code}: {message or 'no reason'}.")
    return page.facts
