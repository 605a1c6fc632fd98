"""What the search index knows of a resource. Contexts above may add facets and a quality."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from armillary.catalogue.alignments.queries import served_statements
from armillary.catalogue.facets import derived_facets, wish_named
from armillary.catalogue.provenance import Provenance, sources_of
from armillary.catalogue.queries import all_listed_ids, chunks, listed_resources, rows_in_order
from armillary.core.texts import TranslatedText
from armillary.formats.values.accessibility import feature
from armillary.formats.values.languages import language
from armillary.formats.values.licences import licence
from armillary.search.documents import Document, Presented, register_documents, register_names
from armillary.vocabularies.queries import all_labels, key_named, with_ancestors

KIND = "resource"
SCHEMES = {
    "subject": "subjects",
    "level": "levels",
    "type": "types",
    "licence": "licences",
    "audience": "audiences",
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


def build_documents(ids: Sequence[int]) -> Iterator[Document]:
    """A document for each listed resource of `ids`."""
    for part in chunks(list(ids)):
        enrichments = [enricher(part) for enricher in ENRICHERS]
        served = served_statements(part)
        rows = listed_resources().filter(pk__in=part).values_list(*_Row._fields)
        for row in map(_Row._make, rows):
            document = _document(row)
            statements = served.get(row.id, [])
            document.keywords += [code for _framework, code in statements]
            document.facets["standard"] = sorted({framework for framework, _code in statements})
            for enrichment in enrichments:
                _add(document, enrichment.get(row.id))
            yield document


def _add(document: Document, enrichment: Enrichment | None) -> None:
    if enrichment is not None:
        document.facets |= enrichment.facets
        document.keywords += enrichment.keywords
        document.quality = max(document.quality, enrichment.quality)
        document.reviewed = max(document.reviewed, enrichment.reviewed)


def _document(row: _Row) -> Document:
    facts = row.facts
    people = [agent["name"] for agent in facts.get("creators", [])]
    publisher = facts.get("publisher")
    moment = row.listed_at or row.created_at
    return Document(
        id=row.id,
        titles=row.titles.texts,
        bodies=row.descriptions.texts,
        names=[*people, publisher["name"]] if publisher else people,
        keywords=[*facts.get("keywords", []), *_names_of_terms(facts)],
        facets=_facets(row),
        day=(moment - EPOCH).days,
    )


def _names_of_terms(facts: dict[str, Any]) -> list[str]:
    """What the subjects, the ones above them and the kinds are called in every language, so that a
    topic is found by its name though no text says it, and in the reader's language."""
    names = [all_labels("subjects", key) for key in facts.get("subjects", [])]
    names += [all_labels("types", key) for key in facts.get("types", [])]
    return list(dict.fromkeys(chain.from_iterable(names)))


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
        **derived_facets(facts, terms),
    }


def present(ids: Sequence[int], language: str) -> list[Presented]:
    """What the command line shows of a hit."""
    return [
        Presented(id=resource.public_id, title=resource.titles.read(language))
        for resource in rows_in_order(ids)
    ]


def register() -> None:
    register_documents(KIND, build=build_documents, walk=all_listed_ids, present=present)
    for facet, scheme in SCHEMES.items():
        register_names(facet, partial(key_named, scheme))
    register_names("language", language)
    register_names("classroom", wish_named)
    register_names("accessibility", feature)
