"""A topic on one page: what it is, where to begin, how it divides, and who has put it together. It is
a subject, perhaps for one level; a reader walks from one to the next without typing anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from armillary.catalogue.models import Collection
from armillary.catalogue.topics.queries import (
    Topic,
    collections_with,
    introduction_to,
    topic_name,
    topic_of,
)
from armillary.core.texts import TranslatedText
from armillary.dissemination.feed_forms import FeedLink
from armillary.dissemination.search_feed import search_feeds
from armillary.dissemination.searches.asked import AskedSearch
from armillary.portal.addresses import SearchAddress
from armillary.portal.doors import Door
from armillary.portal.hits import Hit, found_hits
from armillary.portal.numbers import grouped
from armillary.search.queries import MAX_SIZE, SearchRequest, SearchResult, find
from armillary.vocabularies import queries as vocabularies

FIRST = 6  # resources to begin with
COLLECTIONS = 4
MOST_DOORS = 8  # to a search
ENOUGH = 3  # in the reader's language, to begin with those


@dataclass(frozen=True, slots=True)
class Division:
    """The ways on of one kind."""

    title: str
    doors: list[Door]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """`way` leads here from the widest subject; `readable` says that what it begins with is in the
    reader's language."""

    topic: Topic
    title: str
    way: list[Door]
    introduction: TranslatedText
    total: int
    count: str
    hits: list[Hit]
    readable: bool
    within: list[Division]
    searches: list[Division]
    collections: list[Collection]
    search_address: str
    coverage_address: str
    feeds: list[FeedLink]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A widest subject and those right below it, in the list of all topics."""

    door: Door
    narrower: list[Door]


def topics_page(language: str) -> list[TopicRow]:
    """Every topic that has anything, two steps deep."""
    counts = _counted(find(SearchRequest(ui_language=language)), "subject")
    rows = []
    for term in vocabularies.top_terms("subjects"):
        if term.key in counts:
            narrower = [
                _topic_door(key, counts, language) for key in term.narrower if key in counts
            ]
            rows.append(TopicRow(_topic_door(term.key, counts, language), narrower))
    return rows


def topic_page(subject: str, level: str, *, language: str) -> TopicPage:
    """Raises `NoSuchTopic`."""
    topic = topic_of(subject, level)
    filters = {"subject": [subject], **({"level": [level]} if level else {})}
    everything = find(SearchRequest(filters=filters, size=MAX_SIZE, ui_language=language))
    first, is_readable = _to_begin_with(filters, everything, language)
    search = SearchAddress(reverse("portal:search"), selected=filters)
    return TopicPage(
        topic=topic,
        title=topic_name(topic, language),
        way=_way(topic, language),
        introduction=introduction_to(topic),
        total=everything.total,
        count=grouped(everything.total),
        hits=found_hits(first, language=language),
        readable=is_readable,
        within=_within(topic, everything, language),
        searches=_searches(everything, search, language),
        collections=collections_with(everything.ids, most=COLLECTIONS),
        search_address=str(search),
        coverage_address=str(SearchAddress(reverse("portal:coverage"), selected=filters)),
        feeds=search_feeds(AskedSearch.of("", filters), language),
    )


def _to_begin_with(
    filters: Mapping[str, Sequence[str]], everything: SearchResult, language: str
) -> tuple[SearchResult, bool]:
    """The best reviewed and described in the reader's language, if there are some."""
    mine = {**filters, "language": [language, language.partition("-")[0]]}
    readable = find(SearchRequest(filters=mine, size=FIRST, ui_language=language, facets=False))
    if readable.total >= min(ENOUGH, everything.total):
        return readable, True
    return replace(everything, ids=everything.ids[:FIRST]), False


def _way(topic: Topic, language: str) -> list[Door]:
    above = reversed(vocabularies.scheme_table("subjects").ancestors(topic.subject))
    keys = [*above, *([topic.subject] if topic.level else [])]
    return [_topic_door(key, {}, language) for key in keys]


def _within(topic: Topic, found: SearchResult, language: str) -> list[Division]:
    """The topics that it divides into, or, for one level, the same topic for others."""
    subjects, levels = _counted(found, "subject"), _counted(found, "level")
    narrower = vocabularies.scheme_table("subjects").terms[topic.subject].narrower
    below = [_topic_door(key, subjects, language) for key in narrower if key in subjects]
    others = [
        _level_door(topic, key, levels, language)
        for key in vocabularies.scheme_keys("levels")
        if key in levels and key != topic.level
    ]
    if topic.level:
        return _offered(Division(_("Other levels"), others))
    return _offered(Division(_("Topics within"), below), Division(_("By level"), others))


def _searches(found: SearchResult, search: SearchAddress, language: str) -> list[Division]:
    return _offered(
        Division(_("By kind"), _search_doors("type", found, search, language)),
        Division(_("By language"), _search_doors("language", found, search, language)),
    )


def _offered(*divisions: Division) -> list[Division]:
    return [division for division in divisions if division.doors]


def _counted(found: SearchResult, facet: str) -> dict[str, int]:
    return {each.value: each.count for each in found.facets[facet]}


def _topic_door(key: str, counts: Mapping[str, int], language: str) -> Door:
    label = vocabularies.label("subjects", key, language)
    return Door(label, _number(counts.get(key)), topic_address(Topic(key)))


def _level_door(topic: Topic, level: str, counts: Mapping[str, int], language: str) -> Door:
    label = vocabularies.label("levels", level, language)
    return Door(label, _number(counts[level]), topic_address(Topic(topic.subject, level)))


def topic_address(topic: Topic) -> str:
    if topic.level:
        return reverse("portal:topic", args=[topic.subject, topic.level])
    return reverse("portal:topic", args=[topic.subject])


def _search_doors(
    facet: str, found: SearchResult, search: SearchAddress, language: str
) -> list[Door]:
    scheme = f"{facet}s"
    counts = found.facets[facet][:MOST_DOORS]
    return [
        Door(
            vocabularies.label(scheme, value, language),
            grouped(count),
            search.toggled(facet, value),
        )
        for value, count in counts
    ]


def _number(count: int | None) -> str:
    return grouped(count) if count else ""
