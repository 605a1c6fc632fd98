"""Write a concept scheme as Turtle, so that `skos.read_skos` reads the same again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from armillary.formats.skos import SKOS, Concept, Scheme

_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TITLE: Final = ox.NamedNode("http://purl.org/dc/terms/title")
_DEPRECATED: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
_PREFIXES: Final = {
    "skos": SKOS,
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
}


def write_skos(scheme: Scheme) -> bytes:
    """Turtle in UTF-8, concepts in their order. Collections are left out."""
    triples = [*_scheme(scheme), *(t for each in scheme.concepts for t in _concept(each, scheme))]
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(_PREFIXES)) or b""


def _scheme(scheme: Scheme) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(scheme.uri)
    yield ox.Triple(subject, _TYPE, _skos("ConceptScheme"))
    yield from _texts(subject, _TITLE, scheme.titles)


def _concept(concept: Concept, scheme: Scheme) -> Iterator[ox.Triple]:
    subject, home = ox.NamedNode(concept.uri), ox.NamedNode(scheme.uri)
    yield ox.Triple(subject, _TYPE, _skos("Concept"))
    yield ox.Triple(subject, _skos("inScheme"), home)
    if concept.top:
        yield ox.Triple(subject, _skos("topConceptOf"), home)
    if concept.notation:
        yield ox.Triple(subject, _skos("notation"), ox.Literal(concept.notation))
    yield from _texts(subject, _skos("prefLabel"), concept.pref_labels)
    for language, names in concept.alt_labels.items():
        for name in names:
            yield from _texts(subject, _skos("altLabel"), {language: name})
    yield from _texts(subject, _skos("definition"), concept.definitions)
    yield from _addresses(subject, {"broader": concept.broader, "related": concept.related})
    yield from _addresses(subject, concept.matches)
    if concept.deprecated:
        yield ox.Triple(subject, _DEPRECATED, _TRUE)


def _skos(name: str) -> ox.NamedNode:
    return ox.NamedNode(SKOS + name)


def _texts(
    subject: ox.NamedNode, predicate: ox.NamedNode, texts: Mapping[str, str]
) -> Iterator[ox.Triple]:
    for language, text in texts.items():
        yield ox.Triple(subject, predicate, ox.Literal(text, language=language or None))


def _addresses(
    subject: ox.NamedNode, addresses: Mapping[str, Sequence[str]]
) -> Iterator[ox.Triple]:
    for name, found in addresses.items():
        for address in found:
            yield ox.Triple(subject, _skos(name), ox.NamedNode(address))
