"""One resource in the order of a reader's questions: what is it, for whom, may I use it, is it good,
where is it from, what else is there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.alignments.queries import alignments_of
from armillary.catalogue.enums import AlignmentState, RelationKind
from armillary.catalogue.models import Alignment, Collection, Resource
from armillary.catalogue.queries import collections_holding
from armillary.core.templatetags.components import language_marks
from armillary.dissemination import addresses
from armillary.dissemination.qr import qr_svg
from armillary.dissemination.renditions import citation, json_ld
from armillary.formats.citations import apa, mla
from armillary.formats.description import Relation
from armillary.formats.schema_org import script_safe
from armillary.formats.values.licences import Licence, licence
from armillary.harvest.guessing.queries import GuessViews, guesses_of
from armillary.harvest.queries import source_titles
from armillary.portal.addresses import SearchAddress, web_address
from armillary.portal.classroom import LABELS as NEEDS
from armillary.portal.classroom import NeedRow, needs_of
from armillary.portal.editions import EditionLine, edition_lines
from armillary.portal.glance import Glance, glance_at
from armillary.portal.hits import Hit, found_hits, unavailable_in_words
from armillary.portal.linked import LinkedTerm
from armillary.portal.numbers import day_in_words
from armillary.portal.preview import preview_of
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies import queries as vocabularies

FIELD_LABELS: dict[str, Promise] = {
    "titles": _("Title"),
    "descriptions": _("Description"),
    "types": _("Kind"),
    "subjects": _("Subjects"),
    "keywords": _("Keywords"),
    "levels": _("Levels"),
    "grades": _("School grades"),
    "audiences": _("For"),
    "languages": _("Languages"),
    "licence": _("Licence"),
    "creators": _("Authors"),
    "publisher": _("Publisher"),
    "countries": _("Country of origin"),
    "published": _("Published"),
    "modified": _("Last changed"),
    **NEEDS,
    "addresses": _("Addresses"),
    "files": _("Files"),
    "accessibility": _("Accessibility"),
    "free": _("Cost"),
    "relations": _("Relations"),
}
LINKED = {
    "types": "type",
    "subjects": "subject",
    "levels": "level",
    "audiences": "audience",
    "languages": "language",
    "countries": "country",
}
GRADES = _("%(lowest)s to %(highest)s")
RELATION = _("%(relation)s: %(target)s")
SUMMARY = 300
SIMILAR = 4
FREE, NOT_FREE = _("Free of charge"), _("Costs something")
ORIGIN_LABELS: dict[str, Promise] = {
    "record": _("Stated by the source"),
    "rule": _("Worked out by this site"),
    "curator": _("Checked by a curator"),
    "machine": _("Guessed by a machine"),
}


@dataclass(frozen=True, slots=True)
class OriginRow:
    """Where one field came from, in the reader's words."""

    field: str
    origin: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of the facts: its name and its values."""

    title: str
    terms: list[LinkedTerm]


@dataclass(frozen=True, slots=True)
class CitationText:
    """The resource cited in one style."""

    key: str
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be done with it. `licence` is None for terms that nobody here knows."""

    licence: Licence | None
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ResourcePage:
    resource: Resource
    glance: Glance
    summary: str
    paragraphs: list[str]
    paragraph_marks: SafeString  # lang and dir, where the text is not in the reader's language
    address: str
    host: str
    has_preview: bool
    unavailable: str  # that and since when it could not be reached
    creators: list[LinkedTerm]
    rows: list[FactRow]
    needs: list[NeedRow]
    terms: Terms | None
    sources: list[str]
    origins: list[OriginRow]
    standards: list[Alignment]
    guesses: GuessViews
    editions: list[EditionLine]
    collections: list[Collection]
    similar: list[Hit]
    citations: list[CitationText]
    citation_language: str
    qr: SafeString
    json_ld: SafeString


def resource_page(resource: Resource, *, search_path: str, language: str) -> ResourcePage:
    facts, descriptions = resource.facts, resource.descriptions
    description = descriptions.read(language)
    origins = _origins(resource.provenance)
    editions = edition_lines(resource, language)
    address = web_address(resource.address)
    return ResourcePage(
        resource=resource,
        glance=glance_at(resource, language),
        summary=" ".join(description.split())[:SUMMARY],
        paragraphs=[line for line in description.splitlines() if line.strip()],
        paragraph_marks=language_marks(descriptions.language_for(language), language),
        address=address,
        host=urlsplit(address).hostname or "",
        has_preview=preview_of(resource) is not None,
        unavailable=unavailable_in_words(resource.unavailable_since),
        creators=[
            LinkedTerm(agent["name"], web_address(agent["address"]))
            for agent in facts.get("creators", [])
        ],
        rows=[row for row in _rows(resource, search_path, language) if row.terms],
        needs=needs_of(resource, language),
        terms=terms_of(facts.get("licence", ""), language),
        sources=list(dict.fromkeys(row.source for row in origins if row.source)),
        origins=origins,
        standards=alignments_of(resource, AlignmentState.CONFIRMED),
        guesses=guesses_of(resource, language),
        editions=editions,
        collections=collections_holding(resource),
        similar=_similar(resource, editions, language),
        citations=_citations(resource),
        citation_language=resource.titles.original,
        qr=qr_svg(addresses.landing(resource.public_id)),
        json_ld=SafeString(script_safe(json_ld(resource, language=language))),
    )


def _citations(resource: Resource) -> list[CitationText]:
    cited = citation(resource)
    return [CitationText("apa", "APA", apa(cited)), CitationText("mla", "MLA", mla(cited))]


def terms_of(stated: str, language: str) -> Terms | None:
    """None where nobody stated any."""
    if not stated:
        return None
    known = licence(stated)
    if known is None:
        return Terms(None, stated, web_address(stated))
    return Terms(known, vocabularies.label("licences", known.key, language), known.address)


def _rows(resource: Resource, search_path: str, language: str) -> list[FactRow]:
    facts = resource.facts
    linked = {
        name: _linked(facts.get(name, []), name, _guessed(resource, name), search_path, language)
        for name in LINKED
    }
    unlinked = {
        name: [LinkedTerm(str(value)) for value in values]
        for name, values in _plain(facts, language).items()
    }
    relations = {"relations": [_relation(item) for item in facts.get("relations", [])]}
    return [
        FactRow(str(FIELD_LABELS[name]), terms)
        for name, terms in (linked | unlinked | relations).items()
    ]


def _plain(facts: dict[str, Any], language: str) -> dict[str, list[Any]]:
    """The facts that lead nowhere, as a reader writes them."""
    return {
        "grades": [_grades(facts["grades"])] if facts.get("grades") else [],
        "publisher": [facts["publisher"]["name"]] if facts.get("publisher") else [],
        "published": [day_in_words(facts["published"])] if facts.get("published") else [],
        "free": [FREE if facts["free"] else NOT_FREE] if "free" in facts else [],
        "accessibility": [
            vocabularies.label("accessibility", key, language)
            for key in facts.get("accessibility", [])
        ],
        "keywords": facts.get("keywords", []),
    }


def _grades(grades: list[int]) -> str:
    lowest, highest = grades[0], grades[-1]
    if lowest == highest:
        return str(lowest)
    return GRADES % {"lowest": lowest, "highest": highest}


def _relation(item: Relation) -> LinkedTerm:
    kind = RelationKind(item["kind"]).label if item["kind"] in RelationKind else item["kind"]
    label = RELATION % {"relation": kind, "target": item["target"]}
    return LinkedTerm(label, web_address(item["target"]))


def _guessed(resource: Resource, field: str) -> dict[str, float]:
    """Value → how sure a machine is of it; empty for what somebody has said."""
    guessed: dict[str, float] = resource.provenance.get(field, {}).get("confidence", {})
    return guessed


def _linked(
    keys: list[str], scheme: str, guessed: dict[str, float], search_path: str, language: str
) -> list[LinkedTerm]:
    search, facet = SearchAddress(search_path), LINKED[scheme]
    return [
        LinkedTerm(
            vocabularies.label(scheme, key, language),
            search.toggled(facet, key),
            guessed.get(key, 0.0),
        )
        for key in keys
    ]


def _origins(provenance: dict[str, Any]) -> list[OriginRow]:
    return [
        _origin(str(label), provenance[field])
        for field, label in FIELD_LABELS.items()
        if field in provenance
    ]


def _origin(field: str, origin: dict[str, Any]) -> OriginRow:
    name = origin["ref"].partition(":")[0] if origin["by"] == "record" else ""
    source = source_titles().get(name, name)
    return OriginRow(field, str(ORIGIN_LABELS[origin["by"]]), source, day_in_words(origin["at"]))


def _similar(resource: Resource, editions: Sequence[EditionLine], language: str) -> list[Hit]:
    """Up to four others on the first subject, for the same level where there are any."""
    subjects = resource.facts.get("subjects", [])
    if not subjects:
        return []
    filters = {"subject": subjects[:1]}
    if levels := resource.facts.get("levels"):
        filters["level"] = levels
    request = SearchRequest("", filters, size=SIMILAR + 1, ui_language=language, facets=False)
    own = {resource.pk, *(line.resource.pk for line in editions)}
    found = find(request)
    others = [number for number in found.ids if number not in own]
    return found_hits(replace(found, ids=others[:SIMILAR]), language=language)
