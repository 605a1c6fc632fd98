"""Write data sets as DCAT 3 (W3C Recommendation of 22 August 2024) in JSON-LD and Turtle.

The context stands in the document, so that nobody has to fetch one to read it. Checksums are as SPDX has
them, frequencies and terms of use as Dublin Core does.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import RdfFormat, parse, serialize

from armillary.formats.description import Agent, Description, File
from armillary.formats.labels import concept_address

Json = dict[str, Any]

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
LANGUAGES: Final = "http://lexvo.org/id/iso639-1/"
DAILY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}  # by length, as W3CDTF has them


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file of a data set; `packed` is the media type of what it is packed with, or empty."""

    address: str
    title: str
    media_type: str
    packed: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Service:
    """A door for machines; `manual` is where it is described."""

    address: str
    title: str
    manual: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """A whole site as data. `titles` and `texts` map a language to words, `made` is a moment."""

    identifier: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    publisher: str
    home: str
    licence: str
    made: str
    distributions: Sequence[Distribution]
    services: Sequence[Service]


def write_dcat(found: DataSet) -> Json:
    """Answer a catalogue with one data set, its files, and the services that serve it."""
    publisher = {"@id": f"{found.home}#publisher"}
    return {
        "@context": PREFIXES,
        "@graph": [
            {
                "@id": f"{found.identifier}#catalogue",
                "@type": "dcat:Catalog",
                "dct:title": _texts(found.titles),
                "dct:description": _texts(found.texts),
                "dct:publisher": publisher,
                "dct:license": {"@id": found.licence},
                "foaf:homepage": {"@id": found.home},
                "dcat:dataset": {"@id": found.identifier},
                "dcat:service": [{"@id": each.address} for each in found.services],
            },
            _data_set(found, publisher),
            *(_service(each, found) for each in found.services),
            {
                **publisher,
                "@type": "foaf:Agent",
                "foaf:name": found.publisher,
                "foaf:homepage": {"@id": found.home},
            },
        ],
    }


def _data_set(found: DataSet, publisher: Json) -> Json:
    document: Json = {
        "@id": found.identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": found.identifier,
        "dct:title": _texts(found.titles),
        "dct:description": _texts(found.texts),
        "dct:publisher": publisher,
        "dct:license": {"@id": found.licence},
        "dct:accrualPeriodicity": {"@id": DAILY},
        "dcat:landingPage": {"@id": found.identifier},
        "dcat:distribution": [_distribution(each, found) for each in found.distributions],
    }
    if found.made:
        document["dct:modified"] = {"@type": "xsd:dateTime", "@value": found.made}
    return document


def _distribution(each: Distribution, found: DataSet) -> Json:
    document: Json = {
        "@id": each.address,
        "@type": "dcat:Distribution",
        "dct:title": each.title,
        "dct:license": {"@id": found.licence},
        "dct:issued": {"@type": "xsd:dateTime", "@value": found.made},
        "dcat:accessURL": {"@id": found.identifier},
        "dcat:downloadURL": {"@id": each.address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + each.media_type},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(each.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": each.sha256},
        },
    }
    if each.packed:
        document["dcat:compressFormat"] = {"@id": MEDIA_TYPES + each.packed}
    return document


def _service(each: Service, found: DataSet) -> Json:
    return {
        "@id": each.address,
        "@type": "dcat:DataService",
        "dct:title": each.title,
        "dcat:endpointURL": {"@id": each.address},
        "dcat:endpointDescription": {"@id": each.manual},
        "dcat:servesDataset": {"@id": found.identifier},
    }


def write_dcat_resource(description: Description, *, identifier: str, changed: str) -> Json:
    """Answer one resource that is data. `identifier` is its page here, `changed` a moment."""
    document: Json = {
        "@context": PREFIXES,
        "@id": identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": identifier,
        "dcat:landingPage": {"@id": identifier},
        "dct:title": _texts(description.get("titles", {})),
        "dct:description": _texts(description.get("descriptions", {})),
        "dct:language": list(_languages(description)),
        "dcat:keyword": list(description.get("keywords", ())),
        "dcat:theme": [
            {"@id": concept_address("subjects", key)} for key in description.get("subjects", ())
        ],
        "dct:creator": [_agent(agent) for agent in description.get("creators", ())],
        "dcat:distribution": list(_places(description)),
        "dct:modified": {"@type": "xsd:dateTime", "@value": changed},
    }
    if "publisher" in description:
        document["dct:publisher"] = _agent(description["publisher"])
    if licence := description.get("licence"):
        document["dct:license"] = {"@id": licence}
    if published := description.get("published"):
        document["dct:issued"] = _date(published)
    return {name: value for name, value in document.items() if value}


def _languages(description: Description) -> Iterable[Json]:
    """Those that have a code of two letters; DCAT wants addresses, and these are the usual ones."""
    for tag in description.get("languages", ()):
        base = tag.partition("-")[0]
        if len(base) == 2:
            yield {"@id": LANGUAGES + base}


def _places(description: Description) -> Iterable[Json]:
    """Where it is to be had: its files, or the address where a reader is sent."""
    licence = {"dct:license": {"@id": description["licence"]}} if "licence" in description else {}
    files = description.get("files", [])
    for file in files:
        yield {**_file(file), **licence}
    if not files:
        for address in description.get("addresses", [])[:1]:
            yield {"@type": "dcat:Distribution", "dcat:accessURL": {"@id": address}, **licence}


def _file(file: File) -> Json:
    address = {"@id": file["address"]}
    document: Json = {
        "@type": "dcat:Distribution",
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
    }
    if file["media_type"]:
        document["dcat:mediaType"] = {"@id": MEDIA_TYPES + file["media_type"]}
    if "size" in file:
        document["dcat:byteSize"] = {
            "@type": "xsd:nonNegativeInteger",
            "@value": str(file["size"]),
        }
    return document


def _agent(agent: Agent) -> Json:
    kind = "foaf:Organization" if agent["kind"] == "organization" else "foaf:Person"
    document: Json = {"@type": kind, "foaf:name": agent["name"]}
    if agent["address"]:
        document["@id"] = agent["address"]
    return document


def _date(stated: str) -> Json:
    return {"@type": f"xsd:{_DATES.get(len(stated), 'date')}", "@value": stated}


def _texts(texts: Mapping[str, str]) -> list[Json]:
    return [
        {"@value": text} if tag == "und" else {"@language": tag, "@value": text}
        for tag, text in texts.items()
    ]


def as_turtle(document: Mapping[str, Any]) -> bytes:
    """Answer the same statements in Turtle; nothing is fetched for it."""
    statements = parse(json.dumps(document).encode(), format=RdfFormat.JSON_LD)
    written: bytes | None = serialize(statements, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return written or b""
