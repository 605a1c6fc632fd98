"""What the public pages show, gathered from the contexts below and ready to render."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.catalogue import queries as catalogue
from armillary.catalogue.models import Collection, CollectionItem
from armillary.catalogue.public import public_resource
from armillary.catalogue.topics.queries import Topic
from armillary.dissemination.feed_forms import FeedLink
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.queries import packs_of_collection
from armillary.dissemination.search_feed import search_feeds
from armillary.dissemination.searches.asked import AskedSearch
from armillary.editorial import reading as editorial
from armillary.editorial.queries import current_news
from armillary.evaluation.why import reasons_for
from armillary.portal.addresses import DEFAULT_SORT, MAP, SearchAddress, Selected
from armillary.portal.doors import Door
from armillary.portal.downloads import Download, downloads
from armillary.portal.embed_code import collection_code, search_code
from armillary.portal.facets import Chip, Facet, chips_of, facets_of
from armillary.portal.figures import CountryMap, country_map
from armillary.portal.hits import Hit, found_hits, hit_of
from armillary.portal.numbers import grouped
from armillary.portal.reading import WayOut, reading_of, ways_of
from armillary.portal.searches import save_address
from armillary.portal.topic_page import topic_address
from armillary.search.counting import FacetCount
from armillary.search.queries import SearchRequest, SearchResult, Sort, find
from armillary.search.spreading import spread_over
from armillary.vocabularies import queries as vocabularies

HITS_PER_PAGE = 10
CLASSROOM = "classroom"
NEW_ON_HOME = 4
COLLECTIONS_ON_HOME = 6
NEWS_ON_HOME = 2
READABLE = {"zh-hans": ("zh-hans", "zh")}  # who reads the first reads these too
BEST_FIRST, RELEVANT_FIRST = _("Best described first"), _("Most relevant first")
NEWEST_FIRST, REVIEWED_FIRST = _("Newest first"), _("Best reviewed first")


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort the results."""

    label: Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AcrossLine:
    """What words mean, where more was found by that, and the search without it; or, where it is
    switched off, the search with it."""

    is_on: bool
    names: list[str]
    address: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    result: SearchResult
    total: str
    hits: list[Hit]
    classroom: Facet | None  # beside the others, since a teacher looks for it first
    facets: list[Facet]
    chips: list[Chip]
    reading: list[Chip]
    ways: list[WayOut]
    text: str
    orders: list[Order]
    next_address: str
    previous_address: str
    first_address: str
    suggestion_address: str
    unfiltered_address: str
    across: AcrossLine | None
    hidden: list[tuple[str, str]]
    is_later_page: bool
    map: CountryMap | None
    view_address: str  # the same on a map, or as a list
    feeds: list[FeedLink]
    save_address: str
    embed_code: str
    downloads: list[Download]


def search_page(
    *,
    text: str,
    selected: Selected,
    sort: Sort,
    after: str,
    is_across: bool,
    is_map: bool,
    path: str,
    language: str,
    why: str = "",
) -> SearchPage:
    """Answer a search, and say of the result with the public id `why` what put it there. Raises
    `InvalidInput` for what cannot be read."""
    request = SearchRequest(text, selected, sort, after, HITS_PER_PAGE, language, across=is_across)
    result = find(request)
    view = MAP if is_map else ""
    here = SearchAddress(path, text=text, sort=sort, selected=selected, across=is_across, view=view)
    asked = AskedSearch.of(text, selected, sort=sort, is_across=is_across)
    facets = facets_of(result.facets, selected=selected, here=here, language=language)
    return SearchPage(
        result=result,
        total=grouped(result.total),
        hits=[
            _explained(hit, request, here, is_asked=hit.public_id == why)
            for hit in found_hits(result, language=language)
        ],
        classroom=next((facet for facet in facets if facet.name == CLASSROOM), None),
        facets=[facet for facet in facets if facet.name != CLASSROOM],
        chips=chips_of(selected, here=here, language=language),
        reading=reading_of(result, here=here, language=language),
        ways=ways_of(result, here=here, language=language),
        text=text,
        orders=_orders(here, text=text, sort=sort),
        next_address=here.after(result.next_cursor) if result.next_cursor else "",
        previous_address=here.after(result.previous_cursor) if result.previous_cursor else "",
        first_address=str(here),
        suggestion_address=here.reworded(result.suggestion),
        unfiltered_address=here.unfiltered(),
        across=_across(result, here, is_on=is_across),
        hidden=_hidden(selected, sort, is_across=is_across, is_map=is_map),
        is_later_page=bool(after),
        map=_map(request, here, language) if is_map else None,
        view_address=here.viewed("" if is_map else MAP),
        feeds=search_feeds(asked, language),
        save_address=save_address(asked),
        embed_code=search_code(asked),
        downloads=downloads("/resources/", language, total=result.total, query=asked.query),
    )


def _explained(hit: Hit, request: SearchRequest, here: SearchAddress, *, is_asked: bool) -> Hit:
    address = here.explained(hit.public_id, request.after)
    said = reasons_for(public_resource(hit.public_id), request) if is_asked else ()
    return replace(hit, why_address=address, why=[reason.text for reason in said])


def _across(result: SearchResult, here: SearchAddress, *, is_on: bool) -> AcrossLine | None:
    """None where looking across languages makes no difference."""
    if is_on and result.across:
        return AcrossLine(True, result.across.names, here.crossing(across=False))
    if not is_on and result.reading.wanted:
        return AcrossLine(False, [], here.crossing(across=True))
    return None


def _map(request: SearchRequest, here: SearchAddress, language: str) -> CountryMap:
    return country_map(spread_over(request, "country"), here=here, language=language)


def _orders(here: SearchAddress, *, text: str, sort: Sort) -> list[Order]:
    first = RELEVANT_FIRST if text else BEST_FIRST
    return [
        Order(first, here.sorted("relevance"), sort == "relevance"),
        Order(NEWEST_FIRST, here.sorted("newest"), sort == "newest"),
        Order(REVIEWED_FIRST, here.sorted("reviewed"), sort == "reviewed"),
    ]


def _hidden(
    selected: Selected, sort: Sort, *, is_across: bool, is_map: bool
) -> list[tuple[str, str]]:
    """What another search by words keeps: the filters, and what else somebody chose."""
    kept = [(name, value) for name, values in selected.items() for value in values]
    kept += [] if sort == DEFAULT_SORT else [("sort", sort)]
    kept += [("view", MAP)] if is_map else []
    return kept if is_across else [*kept, ("across", "no")]


@dataclass(frozen=True, slots=True)
class HomePage:
    count: int
    total: str
    subjects: list[Door]
    levels: list[Door]
    newest: list[Hit]
    newest_address: str
    collections: list[Collection]
    feeds: list[FeedLink]
    news: list[editorial.Reading]


def home_page(*, search_path: str, language: str) -> HomePage:
    everything = find(_newest(language))
    tops = [term.key for term in vocabularies.top_terms("subjects")]
    levels = vocabularies.scheme_keys("levels")
    search = SearchAddress(search_path)
    newest = _newest_to_read(language) or everything
    return HomePage(
        count=everything.total,
        total=grouped(everything.total),
        subjects=_topics(everything.facets["subject"], tops, language),
        levels=_doors(everything.facets["level"], "level", levels, search, language),
        newest=found_hits(newest, language=language),
        newest_address=search.sorted("newest"),
        collections=catalogue.published_collections()[:COLLECTIONS_ON_HOME],
        feeds=search_feeds(AskedSearch(), language),
        news=[editorial.reading_of(each, language) for each in current_news()[:NEWS_ON_HOME]],
    )


def _newest(language: str, filters: Selected | None = None) -> SearchRequest:
    return SearchRequest("", filters or {}, "newest", size=NEW_ON_HOME, ui_language=language)


def _newest_to_read(language: str) -> SearchResult | None:
    """The newest in the reader's language, if there are enough of them to fill the list."""
    mine = _newest(language, {"language": READABLE.get(language, (language,))})
    found = find(replace(mine, facets=False))
    return found if len(found.ids) == NEW_ON_HOME else None


def _topics(counts: Sequence[FacetCount], keys: Sequence[str], language: str) -> list[Door]:
    found = {count.value: count.count for count in counts}
    return [
        Door(
            vocabularies.label("subjects", key, language),
            grouped(found[key]),
            topic_address(Topic(key)),
        )
        for key in keys
        if found.get(key)
    ]


def _doors(
    counts: Sequence[FacetCount],
    facet: str,
    keys: Sequence[str],
    search: SearchAddress,
    language: str,
) -> list[Door]:
    found = {count.value: count.count for count in counts}
    return [
        Door(
            vocabularies.label(f"{facet}s", key, language),
            grouped(found[key]),
            search.toggled(facet, key),
        )
        for key in keys
        if found.get(key)
    ]


@dataclass(frozen=True, slots=True)
class CollectionPage:
    collection: Collection
    items: list[tuple[CollectionItem, Hit]]
    embed_code: str
    downloads: list[Download]
    packs: list[Pack]


def collection_page(slug: str, *, language: str) -> CollectionPage:
    collection = catalogue.collection_by_slug(slug)
    items = catalogue.items_of(collection)
    return CollectionPage(
        collection,
        [(item, hit_of(catalogue.standing(item.resource), language=language)) for item in items],
        collection_code(slug, collection.title.read(language)),
        downloads(f"/collections/{slug}/", language, total=len(items)),
        packs_of_collection(collection.pk),
    )
