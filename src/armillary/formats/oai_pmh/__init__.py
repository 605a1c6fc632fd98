"""Read the answers of OAI-PMH 2.0 providers, and keep every record's own bytes.

`parse_response` does the protocol and, through a collector, the values of the payloads in one pass
over the page. Broken pages are repaired where they can be; a bad record never costs the others.
Source: https://www.openarchives.org/OAI/openarchivesprotocol.html (sections in brackets below).
"""

from armillary.formats.oai_pmh.datestamps import format_datestamp, parse_datestamp
from armillary.formats.oai_pmh.pages import (
    ERRORS,
    NAMESPACE,
    Collector,
    Identify,
    MetadataFormat,
    OaiPage,
    OaiRecord,
    OaiSet,
    Sets,
)
from armillary.formats.oai_pmh.payloads import parse_fragment, unwrap, wrap
from armillary.formats.oai_pmh.records import value_of
from armillary.formats.oai_pmh.responses import (
    parse_identify,
    parse_metadata_formats,
    parse_response,
    parse_sets,
)

__all__ = [
    "ERRORS",
    "NAMESPACE",
    "Collector",
    "Identify",
    "MetadataFormat",
    "OaiPage",
    "OaiRecord",
    "OaiSet",
    "Sets",
    "format_datestamp",
    "parse_datestamp",
    "parse_fragment",
    "parse_identify",
    "parse_metadata_formats",
    "parse_response",
    "parse_sets",
    "unwrap",
    "value_of",
    "wrap",
]
