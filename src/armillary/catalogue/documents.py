"""What the search index knows of a resource. Contexts above may add facets and a quality."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import sources_of
from armillary.catalogue.queries import all_listed_ids, chunks, listed_resources, rows_in_order
from armillary.formats.values.licences import licence
from armillary.search.documents import Document, Presented, register_documents
from armillary.vocabularies.queries import with_ancestors

KIND = "resource"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Enrichment:
    """What another context knows of a resource that helps to find and to rank it."""

    facets: dict[str, list[str]] = field(default_factory=dict)
    quality: float = 0.0


Enricher = Callable[[Sequence[int]], dict[int, Enrichment]]
ENRICHERS: list[Enricher] = []


def register_enricher(enricher: Enricher) -> None:
    ENRICHERS.append(enricher)


def build_documents(ids: Sequence[int]) -> Iterator[Document]:
    """A document for each listed resource of `ids`."""
    for part in chunks(list(ids)):
        enrichments = [enricher(part) for enricher in ENRICHERS]
        for resource in listed_resources().filter(pk__in=part):
            document = _document(resource)
            for enrichment in enrichments:
                _add(document, enrichment.get(resource.pk))
            yield document


def _add(document: Document, enrichment: Enrichment | None) -> None:
    if enrichment is not None:
        document.facets |= enrichment.facets
        document.quality = max(document.quality, enrichment.quality)


def _document(resource: Resource) -> Document:
    facts = resource.facts
    people = [agent["name"] for agent in facts.get("creators", [])]
    publisher = facts.get("publisher")
    moment = resource.listed_at or resource.created_at
    return Document(
        id=resource.pk,
        titles=resource.titles.texts,
        bodies=resource.descriptions.texts,
        names=[*people, publisher["name"]] if publisher else people,
        keywords=facts.get("keywords", []),
        facets=_facets(resource),
        day=(moment - EPOCH).days,
    )


def _facets(resource: Resource) -> dict[str, list[str]]:
    facts = resource.facts
    terms = licence(facts.get("licence", ""))
    return {
        "subject": with_ancestors("subjects", facts.get("subjects", [])),
        "level": facts.get("levels", []),
        "type": facts.get("types", []),
        "language": facts.get("languages", []),
        "licence": [terms.key] if terms else [],
        "audience": facts.get("audiences", []),
        "source": sources_of(resource.provenance),
    }


def present(ids: Sequence[int], language: str) -> list[Presented]:
    """What the command line shows of a hit."""
    return [
        Presented(id=resource.public_id, title=resource.titles.read(language))
        for resource in rows_in_order(ids)
    ]


def register() -> None:
    register_documents(KIND, build=build_documents, walk=all_listed_ids, present=present)
