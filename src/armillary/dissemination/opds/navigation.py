"""The ways through the catalogue: from its start to the newest, to subjects from the widest to the
narrowest, and to collections."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.catalogue.models import Collection
from armillary.catalogue.queries import (
    collection_by_slug,
    items_of,
    published_collections,
    standing,
)
from armillary.catalogue.topics.queries import topic_of
from armillary.core.paging import read_cursor, write_cursor
from armillary.dissemination import addresses
from armillary.dissemination.opds.asking import search_address
from armillary.dissemination.opds.publications import opds, publication_of
from armillary.dissemination.opds.results import SIZE, PageAddress, general_links, results
from armillary.dissemination.searches.asked import AskedSearch
from armillary.formats.opds_writer import FEED, NEWEST, link
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies.queries import label, scheme_table, top_terms

Json = dict[str, Any]

PURPOSE: Final = "collection in a catalogue"


def start(language: str) -> Json:
    """Where an app begins."""
    newest = search_address(AskedSearch.of(sort="newest"), language)
    site = {"site": addresses.SITE_NAME}
    return {
        "metadata": {"title": addresses.SITE_NAME},
        "links": [
            link(opds("", language), FEED, rel="self"),
            *general_links(language),
            link(addresses.site("/", language), "text/html", rel="alternate"),
        ],
        "navigation": [
            link(newest, FEED, title=_("New resources in %(site)s") % site, rel=NEWEST),
            _way(opds("/subjects", language), _("Topics")),
            _way(opds("/collections", language), _("Collections")),
            _way(search_address(AskedSearch(), language), _("All resources")),
        ],
    }


def _way(address: str, title: str, count: int | None = None) -> Json:
    known = {} if count is None else {"properties": {"numberOfItems": count}}
    return link(address, FEED, title=title, rel="subsection", **known)


def subjects(language: str) -> Json:
    """The widest subjects that have anything. Raises `IndexUnavailable`."""
    return {
        "metadata": {"title": _("Topics")},
        "links": [link(opds("/subjects", language), FEED, rel="self"), *general_links(language)],
        "navigation": list(_subjects((term.key for term in top_terms("subjects")), language)),
    }


def subject(key: str, language: str, after: str = "") -> Json:
    """The narrower subjects that have anything, and what this one has. Raises `NoSuchTopic`."""
    topic = topic_of(key)
    asked = AskedSearch.of(selected={"subject": [topic.subject]})
    found = results(asked, language, after, here=_pages_at(f"/subjects/{key}", language))
    narrower = list(_subjects(scheme_table("subjects").terms[key].narrower, language))
    return {**found, "navigation": narrower} if narrower and not after else found


def _pages_at(path: str, language: str) -> PageAddress:
    def page(after: str) -> str:
        return opds(path, language, **({"after": after} if after else {}))

    return page


def _subjects(keys: Iterable[str], language: str) -> Iterator[Json]:
    counts = {each.value: each.count for each in find(SearchRequest(size=1)).facets["subject"]}
    for key in keys:
        if counts.get(key):
            address = opds(f"/subjects/{key}", language)
            yield _way(address, label("subjects", key, language), counts[key])


def collections(language: str) -> Json:
    """All that are published."""
    ways = [
        _way(opds(f"/collections/{found.slug}", language), found.title.read(language) or found.slug)
        for found in published_collections()
    ]
    return {
        "metadata": {"title": _("Collections")},
        "links": [link(opds("/collections", language), FEED, rel="self"), *general_links(language)],
        "navigation": ways,
    }


def collection(slug: str, language: str, after: str = "") -> Json:
    """A page of a collection in its order. Raises `NoSuchCollection`, and `InvalidInput` for a page that
    is none of it."""
    found = collection_by_slug(slug)
    place = tuple(read_cursor(after, purpose=f"{PURPOSE} {slug}")) if after else (-1, 0)
    items = items_of(found)
    rest = [item for item in items if (item.position, item.pk) > place]
    page, introduction = rest[:SIZE], found.introduction.read(language)
    return {
        "metadata": {
            "title": found.title.read(language) or found.slug,
            "numberOfItems": len(items),
            "itemsPerPage": SIZE,
            **({"description": introduction} if introduction else {}),
        },
        "links": list(_links(found, language, after, page if len(rest) > SIZE else [])),
        "publications": [publication_of(standing(item.resource), language) for item in page],
    }


def _links(found: Collection, language: str, after: str, page: list[Any]) -> Iterator[Json]:
    path = f"/collections/{found.slug}"
    address = _pages_at(path, language)
    yield link(address(after), FEED, rel="self")
    if page:
        last = page[-1]
        place = write_cursor(last.position, last.pk, purpose=f"{PURPOSE} {found.slug}")
        yield link(address(place), FEED, rel="next")
    if after:
        yield link(address(""), FEED, rel="first")
    yield from general_links(language)
    yield link(addresses.site(f"{path}/", language), "text/html", rel="alternate")
