"""What the search index knows of a resource. Contexts above may add facets and a quality."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from armillary.catalogue.about import CARRIED, Names, concepts_of, names
from armillary.catalogue.alignments.queries import served_statements
from armillary.catalogue.enums import KIND
from armillary.catalogue.facets import derived_facets, wish_named
from armillary.catalogue.provenance import Provenance, sources_of
from armillary.catalogue.queries import all_listed_ids, chunks, listed_resources
from armillary.catalogue.works.queries import EditionRow, editions_together, reach_of
from armillary.catalogue.works.showing import FoundEdition, found_editions
from armillary.core.texts import TranslatedText
from armillary.formats.values.accessibility import feature
from armillary.formats.values.countries import country
from armillary.formats.values.languages import language
from armillary.formats.values.licences import licence
from armillary.search.concepts import PLACES
from armillary.search.documents import (
    Document,
    Member,
    Presented,
    register_documents,
    register_names,
)
from armillary.vocabularies.queries import key_named, with_ancestors

SCHEMES = {
    "subject": "subjects",
    "level": "levels",
    "type": "types",
    "licence": "licences",
    "audience": "audiences",
    "country": "countries",
}  # facet → the vocabulary its values are named by
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Enrichment:
    """What another context knows of a resource that helps to find and to rank it."""

    facets: dict[str, list[str]] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    quality: float = 0.0
    reviewed: float = 0.0


Enricher = Callable[[Sequence[int]], dict[int, Enrichment]]
ENRICHERS: list[Enricher] = []


def register_enricher(enricher: Enricher) -> None:
    ENRICHERS.append(enricher)


class _Row(NamedTuple):
    """As much of a resource as is looked at: whole models would take longer than the index."""

    id: int
    titles: TranslatedText
    descriptions: TranslatedText
    facts: dict[str, Any]
    provenance: Provenance
    listed_at: datetime | None
    created_at: datetime
    unavailable_since: datetime | None


def build_documents(ids: Sequence[int]) -> Iterator[Document]:
    """A document for each listed resource of `ids`; for all editions of a work one, with the id of
    the first of them."""
    for part in chunks(list(ids)):
        works = editions_together(part)
        firsts = {number: _ids(works[number]) for number in part if number in works}
        others = {each for group in firsts.values() for each in group}
        single = {document.id: document for document in _single(list({*part, *others}))}
        for number in dict.fromkeys(part):
            group = firsts.get(number, [number])
            if number == group[0] and number in single:
                yield _together([single[each] for each in group if each in single])


def _ids(editions: Sequence[EditionRow]) -> list[int]:
    return [edition.resource.pk for edition in editions]


def _single(ids: Sequence[int]) -> Iterator[Document]:
    for part in chunks(ids):
        enrichments = [enricher(part) for enricher in ENRICHERS]
        served = served_statements(part)
        rows = listed_resources().filter(pk__in=part).values_list(*_Row._fields)
        known = names()
        for row in map(_Row._make, rows):
            document = _document(row, known)
            statements = served.get(row.id, [])
            document.keywords += [code for _framework, code in statements]
            document.facets["standard"] = sorted({framework for framework, _code in statements})
            for enrichment in enrichments:
                _add(document, enrichment.get(row.id))
            yield document


def _together(editions: Sequence[Document]) -> Document:
    """What is known of any edition is known of the work."""
    first, *others = editions
    if not others:
        return first
    return Document(
        id=first.id,
        titles=_joined(each.titles for each in editions),
        bodies=_joined(each.bodies for each in editions),
        names=_each_once(each.names for each in editions),
        keywords=_each_once(each.keywords for each in editions),
        facets={
            facet: _each_once(each.facets.get(facet, []) for each in editions)
            for each in editions
            for facet in each.facets
        },
        about={
            place: _each_once(each.about.get(place, []) for each in editions) for place in PLACES
        },
        day=max(each.day for each in editions),
        quality=max(each.quality for each in editions),
        reviewed=max(each.reviewed for each in editions),
        is_available=any(each.is_available for each in editions),
        members=len(editions),
    )


def _joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The texts of a language one after the other, each once."""
    found: dict[str, dict[str, None]] = {}
    for each in texts:
        for tag, text in each.items():
            found.setdefault(tag, {})[text] = None
    return {tag: "\n".join(each) for tag, each in found.items()}


def _each_once(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(lists)))


def _add(document: Document, enrichment: Enrichment | None) -> None:
    if enrichment is not None:
        document.facets |= enrichment.facets
        document.keywords += enrichment.keywords
        document.quality = max(document.quality, enrichment.quality)
        document.reviewed = max(document.reviewed, enrichment.reviewed)


def _document(row: _Row, known: Names) -> Document:
    facts, facets = row.facts, _facets(row)
    titles, bodies = row.titles.texts, row.descriptions.texts
    stated = {scheme: facts.get(scheme, []) for scheme in CARRIED}
    carried = {scheme: facets[facet] for facet, scheme in SCHEMES.items() if scheme in CARRIED}
    people = [agent["name"] for agent in facts.get("creators", [])]
    publisher = facts.get("publisher")
    moment = row.listed_at or row.created_at
    return Document(
        id=row.id,
        titles=titles,
        bodies=bodies,
        names=[*people, publisher["name"]] if publisher else people,
        keywords=list(facts.get("keywords", [])),
        facets=facets,
        about=concepts_of(titles, bodies, stated, carried, known),
        day=(moment - EPOCH).days,
        is_available=row.unavailable_since is None,
    )


def _facets(row: _Row) -> dict[str, list[str]]:
    facts = row.facts
    terms = licence(facts.get("licence", ""))
    return {
        "subject": with_ancestors("subjects", facts.get("subjects", [])),
        "level": facts.get("levels", []),
        "type": facts.get("types", []),
        "language": facts.get("languages", []),
        "licence": [terms.key] if terms else [],
        "audience": facts.get("audiences", []),
        "source": sources_of(row.provenance),
        "country": facts.get("countries", []),
        **derived_facets(facts, terms),
    }


def present(ids: Sequence[int], language: str, wanted: Collection[str]) -> list[Presented]:
    """What the command line shows of a hit."""
    found = found_editions(ids, language=language, wanted=wanted)
    return [_presented(edition, language) for edition in found]


def _presented(found: FoundEdition, language: str) -> Presented:
    shown = found.resource
    presented = Presented(id=shown.public_id, title=shown.titles.read(language))
    if found.others:
        presented["editions"] = [
            Member(
                id=row.resource.public_id,
                language=row.language,
                title=row.resource.titles.read(language),
            )
            for row in found.others
        ]
    return presented


def register() -> None:
    register_documents(
        KIND, build=build_documents, walk=all_listed_ids, present=present, reach=reach_of
    )
    for facet, scheme in SCHEMES.items():
        register_names(facet, partial(key_named, scheme))
    register_names("language", language)
    register_names("country", country)
    register_names("classroom", wish_named)
    register_names("accessibility", feature)
