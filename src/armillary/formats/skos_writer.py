"""Write a concept scheme as Turtle, so that `skos.read_skos` reads the same again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from armillary.formats.labels import concept_address
from armillary.formats.skos import SKOS, Collection, Concept, Scheme

_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TITLE: Final = ox.NamedNode("http://purl.org/dc/terms/title")
_LEVEL: Final = ox.NamedNode("http://purl.org/dc/terms/educationLevel")
_DEPRECATED: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
_PREFIXES: Final = {
    "skos": SKOS,
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
}
_PLAIN: Final = ":/?#[]@!$&'()*+,;=%-._~"


def write_skos(scheme: Scheme) -> bytes:
    """Turtle in UTF-8, concepts in their order. An address that is no IRI is written as one: what may not
    stand in it is percent-encoded, and one without a scheme becomes a `urn:` of ours."""
    triples = [
        *_scheme(scheme),
        *(each for concept in scheme.concepts for each in _concept(concept, scheme)),
        *(each for collection in scheme.collections for each in _collection(collection)),
    ]
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(_PREFIXES)) or b""


def _scheme(scheme: Scheme) -> Iterator[ox.Triple]:
    subject = _node(scheme.uri)
    yield ox.Triple(subject, _TYPE, _skos("ConceptScheme"))
    yield from _texts(subject, _TITLE, scheme.titles)


def _concept(concept: Concept, scheme: Scheme) -> Iterator[ox.Triple]:
    subject, home = _node(concept.uri), _node(scheme.uri)
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
    for level in concept.levels:
        yield ox.Triple(subject, _LEVEL, _node(concept_address("levels", level)))
    yield from _addresses(subject, {"broader": concept.broader, "related": concept.related})
    yield from _addresses(subject, concept.matches)
    if concept.deprecated:
        yield ox.Triple(subject, _DEPRECATED, _TRUE)


def _collection(collection: Collection) -> Iterator[ox.Triple]:
    subject = _node(collection.uri)
    yield ox.Triple(subject, _TYPE, _skos("Collection"))
    if collection.notation:
        yield ox.Triple(subject, _skos("notation"), ox.Literal(collection.notation))
    yield from _texts(subject, _skos("prefLabel"), collection.labels)
    yield from _addresses(subject, {"member": collection.members})


def _skos(name: str) -> ox.NamedNode:
    return ox.NamedNode(SKOS + name)


def _node(address: str) -> ox.NamedNode:
    encoded = quote(address, safe=_PLAIN)
    try:
        return ox.NamedNode(encoded)
    except ValueError:
        return ox.NamedNode(f"urn:armillary:{quote(address, safe='')}")


def _texts(
    subject: ox.NamedNode, predicate: ox.NamedNode, texts: Mapping[str, str]
) -> Iterator[ox.Triple]:
    for language, text in texts.items():
        yield ox.Triple(subject, predicate, _literal(text, language))


def _literal(text: str, language: str) -> ox.Literal:
    try:
        return ox.Literal(text, language=language or None)
    except ValueError:  # no language tag
        return ox.Literal(text)


def _addresses(
    subject: ox.NamedNode, addresses: Mapping[str, Sequence[str]]
) -> Iterator[ox.Triple]:
    for name, found in addresses.items():
        for address in found:
            yield ox.Triple(subject, _skos(name), _node(address))
