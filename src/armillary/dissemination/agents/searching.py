"""Search for an assistant: the search of the site, with results in short."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from armillary.catalogue import queries as catalogue
from armillary.catalogue.facets import derived_facets
from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import guessed_fields
from armillary.catalogue.works.showing import found_editions
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.agents.answers import (
    ChecksCounted,
    FacetValue,
    Found,
    LicenceGiven,
    ReviewsCounted,
    SearchGiven,
    WayOut,
)
from armillary.dissemination.agents.asking import SearchAsked
from armillary.dissemination.searches.asked import AskedSearch
from armillary.evaluation.queries.portable import verdicts_of
from armillary.evaluation.queries.signals import Signals, signals_for
from armillary.formats.values.licences import licence
from armillary.search.documents import RESOLVERS
from armillary.search.queries import SearchRequest, SearchResult, Way, find
from armillary.vocabularies.queries import label

SHORT = 300  # characters of a description in a list
MOST_VALUES = 20  # of a facet


def search(asked: SearchAsked) -> SearchGiven:
    """Raises `InvalidInput` for what makes no sense and `IndexUnavailable`."""
    request = replace(
        request_of(asked.words, asked.filters.chosen(), asked.language, size=asked.size),
        sort=asked.sort,
        after=asked.cursor,
        facets=asked.facets,
    )
    result = find(request)
    return SearchGiven(
        total=result.total,
        items=in_short(shown(result, asked.language), asked.language),
        next=result.next_cursor or None,
        reading=str(result.reading),
        suggestion=result.suggestion,
        relaxed=result.relaxed,
        ways=ways_of(result),
        facets=_facets(result) if asked.facets else None,
    )


def request_of(
    words: str, filters: Mapping[str, Sequence[str]], language: str, *, size: int
) -> SearchRequest:
    """The search as it is asked everywhere. Values of filters may be named as in the words."""
    keys = {facet: [_key(facet, value) for value in values] for facet, values in filters.items()}
    return AskedSearch.of(words, keys).request(language.lower(), size=size)


def _key(facet: str, value: str) -> str:
    resolve = RESOLVERS.get(facet)
    return (resolve(value) if resolve else None) or value


def shown(result: SearchResult, language: str) -> list[Resource]:
    """What was found and is listed still, though the index may be a moment behind."""
    editions = found_editions(
        result.ids,
        language=language.lower(),
        wanted=result.languages,
        several=result.several,
        read=catalogue.rows_in_order,
    )
    return [each.resource for each in editions if each.resource.is_listed]


def in_short(resources: Sequence[Resource], language: str) -> list[Found]:
    """Resources as lists give them, with a fixed number of questions."""
    ids = [resource.pk for resource in resources]
    verdicts, signals = verdicts_of(ids), signals_for(ids)
    return [
        _found(each, language.lower(), _checks(verdicts.get(each.pk)), _reviews(signals[each.pk]))
        for each in resources
    ]


def _found(
    resource: Resource, language: str, checks: ChecksCounted | None, reviews: ReviewsCounted
) -> Found:
    facts, reader = resource.facts, interface_language(language)
    since = resource.unavailable_since
    return Found(
        id=resource.public_id,
        title=resource.titles.read(language),
        text=_shortened(resource.descriptions.read(language)),
        types=[label("types", key, reader) for key in facts.get("types", [])],
        subjects=[label("subjects", key, reader) for key in facts.get("subjects", [])],
        levels=[label("levels", key, reader) for key in facts.get("levels", [])],
        languages=facts.get("languages", []),
        minutes=facts.get("minutes"),
        licence=licence_of(resource, reader),
        address=resource.address,
        page=addresses.localised_landing(resource.public_id, reader),
        unavailable_since=since.isoformat() if since else None,
        guessed=sorted(guessed_fields(resource.provenance)),
        checks=checks,
        reviews=reviews,
    )


def interface_language(language: str) -> str:
    """The language of the interface that a reader is served in."""
    tag = language.lower()
    nearest = "zh-hans" if tag.partition("-")[0] == "zh" else tag.partition("-")[0]
    return (
        tag if tag in INTERFACE_LANGUAGES else nearest if nearest in INTERFACE_LANGUAGES else "en"
    )


def licence_of(resource: Resource, reader: str) -> LicenceGiven:
    stated = resource.facts.get("licence", "")
    terms = licence(stated)
    [allows] = derived_facets(resource.facts, terms)["reuse"]
    return LicenceGiven(
        key=terms.key if terms else "",
        name=label("licences", terms.key, reader) if terms else stated,
        address=terms.address if terms else stated,
        allows=allows,  # type: ignore[arg-type]  # one of the values of the facet
    )


def _checks(verdicts: Sequence[Mapping[str, str]] | None) -> ChecksCounted | None:
    if verdicts is None:
        return None
    said = [each["verdict"] for each in verdicts]
    return ChecksCounted(
        good=said.count("pass"), notes=said.count("warn"), wrong=said.count("fail")
    )


def _reviews(signals: Signals) -> ReviewsCounted:
    return ReviewsCounted(count=signals.reviews, score=signals.score)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= SHORT:
        return line
    start, _space, rest = line[:SHORT].rpartition(" ")
    return (start if len(rest) < SHORT // 4 else line[:SHORT]) + " …"


def ways_of(result: SearchResult) -> list[WayOut]:
    return [WayOut(words=way.text, total=way.total, without=_left_out(way)) for way in result.ways]


def _left_out(way: Way) -> str:
    if way.only:
        return ""
    return str(way.clause) if way.clause else f"{way.facet}:{way.value}"


def _facets(result: SearchResult) -> dict[str, list[FacetValue]]:
    return {
        facet: [FacetValue(value=each.value, count=each.count) for each in counts[:MOST_VALUES]]
        for facet, counts in result.facets.items()
        if counts
    }
