"""What a search finds, as a feed of publications with its facets, page by page by key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.catalogue.queries import rows_in_order
from armillary.catalogue.works.showing import found_editions
from armillary.dissemination import addresses
from armillary.dissemination.opds.asking import TEMPLATE, search_address, toggled
from armillary.dissemination.opds.publications import opds, publication_of
from armillary.dissemination.searches.asked import NAMED, AskedSearch
from armillary.formats.opds_writer import FEED, link
from armillary.search.counting import FacetCount
from armillary.search.queries import SearchRequest, SearchResult, find
from armillary.vocabularies.queries import label

Json = dict[str, Any]
PageAddress = Callable[[str], str]  # of the page behind a cursor

SIZE: Final = 30
MOST: Final = 20  # values of a facet
FACETS: Final[dict[str, Promise]] = {
    "level": gettext_lazy("Level"),
    "language": gettext_lazy("Language"),
    "type": gettext_lazy("Kind"),
    "licence": gettext_lazy("Licence"),
}


def results(
    asked: AskedSearch, language: str, after: str = "", *, here: PageAddress | None = None
) -> Json:
    """A page of a search; `here` tells where its pages are, if they have a door of their own. Raises
    `InvalidInput` for what cannot be searched, and `IndexUnavailable`."""
    found = find(_request(asked, language, after))
    address = here or (lambda place: search_address(asked, language, place))
    return {
        "metadata": {
            "title": _title(asked, language),
            "numberOfItems": found.total,
            "itemsPerPage": SIZE,
        },
        "links": [
            link(address(after), FEED, rel="self"),
            *_pages(address, after, found),
            *general_links(language),
        ],
        "publications": publications(found, language),
        "facets": list(_facets(asked, found.facets, language)),
    }


def _request(asked: AskedSearch, language: str, after: str = "") -> SearchRequest:
    return SearchRequest(
        asked.text,
        asked.selected,
        asked.sort,
        after,
        SIZE,
        language,
        across=asked.is_across,
    )


def publications(found: SearchResult, language: str) -> list[Json]:
    """Of a work the edition that a search shows. What was withdrawn a moment ago is left out, though the
    index does not know it yet."""
    shown = found_editions(
        found.ids,
        language=language,
        wanted=found.languages,
        several=found.several,
        read=rows_in_order,
    )
    return [publication_of(each.resource, language) for each in shown if each.resource.is_listed]


def general_links(language: str) -> Iterator[Json]:
    """What every feed of the catalogue leads to."""
    yield link(opds("", language), FEED, rel="start")
    yield link(opds(TEMPLATE, language), FEED, rel="search", templated=True)


def _pages(address: PageAddress, after: str, found: SearchResult) -> Iterator[Json]:
    places = {"next": found.next_cursor, "previous": found.previous_cursor}
    for relation, place in places.items():
        if place:
            yield link(address(place), FEED, rel=relation)
    if after:
        yield link(address(""), FEED, rel="first")


def _title(asked: AskedSearch, language: str) -> str:
    words = asked.in_words(language)
    if words:
        return words
    if asked.sort == "newest":
        return _("New resources in %(site)s") % {"site": addresses.SITE_NAME}
    return _("Resources")


def _facets(
    asked: AskedSearch, counts: Mapping[str, Sequence[FacetCount]], language: str
) -> Iterator[Json]:
    """The most frequent values of each; what is chosen first, so that it can always be given up."""
    for name, title in FACETS.items():
        chosen = asked.selected.get(name, [])
        known = [each for each in counts.get(name, ()) if each.count]
        found = [each for each in known if each.value in chosen]
        found += [each for each in known if each.value not in chosen]
        links = [_value(asked, name, each.value, each.count, language) for each in found[:MOST]]
        if links:
            yield {"metadata": {"title": str(title)}, "links": links}


def _value(asked: AskedSearch, name: str, value: str, count: int, language: str) -> Json:
    """The address that chooses it, or, where it is chosen, gives it up."""
    chosen = {"rel": "self"} if (name, value) in asked.filters else {}
    return link(
        search_address(toggled(asked, name, value), language),
        FEED,
        title=label(NAMED[name], value, language),
        properties={"numberOfItems": count},
        **chosen,
    )
