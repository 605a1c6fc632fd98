"""Read concept schemes in SKOS, with SKOS-XL labels, from any RDF syntax that pyoxigraph knows.

Sources: SKOS Reference (W3C, 2009), sections 3 to 10 and appendix B. Broader and narrower are each
other's inverse (§8), so what is said one way is known both ways.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from armillary.formats.errors import FormatError
from armillary.formats.safe_xml import refuse_document_type
from armillary.formats.values.level_codes import level_keys

SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOS_XL: Final = "http://www.w3.org/2008/05/skos-xl#"

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
_LEVEL: Final = "http://purl.org/dc/terms/educationLevel"
_TITLES: Final = (
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/elements/1.1/title",
    "http://www.w3.org/2000/01/rdf-schema#label",
)
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "rdf/xml": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "jsonld": ox.RdfFormat.JSON_LD,
}

_Values = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]
_Graph = dict[str, _Values]


@dataclass(slots=True)
class Concept:
    """One concept; labels by language tag in lower case, "" where none was given."""

    uri: str
    notation: str = ""
    pref_labels: dict[str, str] = field(default_factory=dict)
    alt_labels: dict[str, list[str]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)
    narrower: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    matches: dict[str, list[str]] = field(default_factory=dict)  # "exactMatch" … to addresses
    levels: list[str] = field(
        default_factory=list
    )  # our keys, where levels of education are stated
    top: bool = False
    deprecated: bool = False


@dataclass(slots=True)
class Collection:
    """A group of concepts (SKOS §9), such as a microthesaurus; members may be collections."""

    uri: str
    notation: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Scheme:
    """A concept scheme; `problems` are sentences about what it says against itself."""

    uri: str
    titles: dict[str, str] = field(default_factory=dict)
    concepts: list[Concept] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_skos(body: bytes, *, format: str | None = None, scheme: str | None = None) -> Scheme:  # noqa: A002
    """One scheme of the file, concepts in the order of the file.

    `format` is a short name ("turtle", "rdf/xml", "n-triples", "json-ld"), a media type or a file
    extension; None looks at the bytes. Of several schemes the one with most concepts is read, or
    `scheme`; concepts that name no scheme belong to the only one. Remote JSON-LD contexts are not
    fetched. Raises FormatError for what can't be parsed, has no concept, or has no such scheme.
    """
    graph = _graph(body, _format(body, format))
    concepts = [uri for uri, said in graph.items() if f"{SKOS}Concept" in _texts(said, _TYPE)]
    if not concepts:
        raise FormatError("The file holds no skos:Concept.")
    members = _members(graph, concepts)
    chosen = _chosen(members, scheme)
    tops = set(_texts(graph[chosen], f"{SKOS}hasTopConcept")) if chosen in graph else set()
    here = set(members[chosen])
    read = {uri: _concept(graph, uri, chosen, tops) for uri in concepts if uri in here}
    _complete(read)
    titles = _labels(graph, chosen, ("prefLabel",)) | _first(graph, chosen, _TITLES)
    return Scheme(
        chosen, titles, list(read.values()), list(_collections(graph)), problems=_problems(read)
    )


def _format(body: bytes, name: str | None) -> ox.RdfFormat:
    if name:
        wanted = name.lower().strip().lstrip(".")
        known = _FORMATS.get(wanted) or ox.RdfFormat.from_media_type(wanted)
        known = known or ox.RdfFormat.from_extension(wanted)
        if known is None:
            raise FormatError(f"{name!r} is not an RDF format that can be read here.")
        return known
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")) and not start.startswith(b"[]"):
        return ox.RdfFormat.JSON_LD
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!--", b"<!DOCTYPE")):
        return ox.RdfFormat.RDF_XML
    return ox.RdfFormat.TURTLE  # N-Triples are Turtle too


def _graph(body: bytes, format_: ox.RdfFormat) -> _Graph:
    if format_ == ox.RdfFormat.RDF_XML:
        refuse_document_type(body)
    graph: _Graph = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(input=body, format=format_, base_iri="https://example.invalid/"):
            subject = quad.subject
            if not isinstance(subject, ox.Triple):
                graph[subject.value][quad.predicate.value].append(quad.object)
    except (SyntaxError, ValueError, OSError) as error:
        raise FormatError(f"The vocabulary can't be parsed: {error}.") from error
    return graph


def _texts(said: _Values, predicate: str) -> list[str]:
    """Values as strings, in the file's order and once each."""
    values = (value.value for value in said.get(predicate, ()) if not isinstance(value, ox.Triple))
    return list(dict.fromkeys(values))


def _members(graph: _Graph, concepts: list[str]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {
        uri: set() for uri, said in graph.items() if f"{SKOS}ConceptScheme" in _texts(said, _TYPE)
    }
    homeless = []
    for uri in concepts:
        said = graph[uri]
        homes = _texts(said, f"{SKOS}inScheme") + _texts(said, f"{SKOS}topConceptOf")
        for home in homes:
            members.setdefault(home, set()).add(uri)
        if not homes:
            homeless.append(uri)
    known = set(concepts)
    for home in list(members):
        tops = _texts(graph[home], f"{SKOS}hasTopConcept") if home in graph else []
        members[home].update(uri for uri in tops if uri in known)
    if len(members) <= 1:
        members.setdefault(next(iter(members), ""), set()).update(homeless)
    return members


def _chosen(members: dict[str, set[str]], wanted: str | None) -> str:
    if wanted is None:
        return max(members, key=lambda uri: (len(members[uri]), uri))
    if wanted not in members:
        raise FormatError(f"The file holds no scheme {wanted!r}.")
    return wanted


def _concept(graph: _Graph, uri: str, scheme: str, tops: set[str]) -> Concept:
    said = graph[uri]
    notations = _texts(said, f"{SKOS}notation")
    deprecated = _texts(said, _DEPRECATED)
    return Concept(
        uri=uri,
        notation=notations[0] if notations else "",
        pref_labels=_labels(graph, uri, ("prefLabel",)),
        alt_labels=_all_labels(graph, uri, "altLabel"),
        definitions=_first(graph, uri, (f"{SKOS}scopeNote", f"{SKOS}definition")),
        broader=_texts(said, f"{SKOS}broader"),
        narrower=_texts(said, f"{SKOS}narrower"),
        related=_texts(said, f"{SKOS}related"),
        matches={kind: found for kind in _MATCHES if (found := _texts(said, f"{SKOS}{kind}"))},
        levels=level_keys(_texts(said, _LEVEL)),
        top=scheme in _texts(said, f"{SKOS}topConceptOf") or uri in tops,
        deprecated=any(value in ("true", "1") for value in deprecated),
    )


def _collections(graph: _Graph) -> Iterable[Collection]:
    """Every collection of the file; what an ordered one holds is a list, and not looked at."""
    for uri, said in graph.items():
        if f"{SKOS}Collection" in _texts(said, _TYPE):
            notation = next(iter(_texts(said, f"{SKOS}notation")), "")
            labels = _labels(graph, uri, ("prefLabel",))
            yield Collection(uri, notation, labels, _texts(said, f"{SKOS}member"))


def _literals(graph: _Graph, uri: str, predicate: str) -> Iterable[tuple[str, str]]:
    for value in graph[uri].get(predicate, ()) if uri in graph else ():
        if isinstance(value, ox.Literal) and value.value.strip():
            yield (value.language or "").lower(), value.value.strip()


def _first(graph: _Graph, uri: str, predicates: tuple[str, ...]) -> dict[str, str]:
    """The first text a language; of several predicates the last one wins."""
    texts: dict[str, str] = {}
    for predicate in predicates:
        mine: dict[str, str] = {}
        for language, text in _literals(graph, uri, predicate):
            mine.setdefault(language, text)
        texts |= mine
    return texts


def _all_labels(graph: _Graph, uri: str, kind: str) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = {}
    found = list(_literals(graph, uri, f"{SKOS}{kind}"))
    for node in _texts(graph[uri], f"{SKOS_XL}{kind}") if uri in graph else ():
        found.extend(_literals(graph, node, f"{SKOS_XL}literalForm"))
    for language, text in found:
        texts = labels.setdefault(language, [])
        if text not in texts:
            texts.append(text)
    return labels


def _labels(graph: _Graph, uri: str, kinds: tuple[str, ...]) -> dict[str, str]:
    return {
        language: texts[0]
        for kind in kinds
        for language, texts in _all_labels(graph, uri, kind).items()
    }


def _complete(concepts: dict[str, Concept]) -> None:
    """Say both ways what was said one way; addresses outside the scheme stay as they are."""
    for uri, concept in concepts.items():
        for parent in concept.broader:
            if parent in concepts and uri not in concepts[parent].narrower:
                concepts[parent].narrower.append(uri)
        for child in concept.narrower:
            if child in concepts and uri not in concepts[child].broader:
                concepts[child].broader.append(uri)
        for other in concept.related:
            if other in concepts and uri not in concepts[other].related:
                concepts[other].related.append(uri)


def _problems(concepts: dict[str, Concept]) -> list[str]:
    unnamed = [uri for uri, concept in concepts.items() if not concept.pref_labels]
    labels = Counter(
        (language, text)
        for concept in concepts.values()
        for language, text in concept.pref_labels.items()
    )
    return [
        *(f"{uri} has no preferred label." for uri in unnamed),
        *(
            f"{' > '.join(cycle)}: these are broader than themselves."
            for cycle in cycles_of(concepts)
        ),
        *(
            f"{count} concepts share the preferred label {text!r} ({language or 'no language'})."
            for (language, text), count in labels.items()
            if count > 1
        ),
    ]


def cycles_of(concepts: dict[str, Concept]) -> list[list[str]]:
    """Each cycle of broader once, found by a walk that needs no recursion."""
    done: set[str] = set()
    cycles: list[list[str]] = []
    for start in concepts:
        path: list[str] = []
        on_path: dict[str, int] = {}
        walk = [(start, False)]
        while walk:
            uri, leaving = walk.pop()
            if leaving:
                del on_path[path.pop()]
                done.add(uri)
            elif uri in on_path:
                cycles.append([*path[on_path[uri] :], uri])
            elif uri not in done and uri in concepts:
                on_path[uri] = len(path)
                path.append(uri)
                walk.append((uri, True))
                walk.extend((parent, False) for parent in concepts[uri].broader)
    return cycles
