"""A pack as pages that any browser opens from a stick: no server, no connection, no program to install.

Every page is usable without a script; the one script there is searches. Pages name nothing outside of the
pack but addresses that a reader may follow. The same list makes the same bytes, whichever Python makes them.
"""

from collections.abc import Iterator

from armillary.formats.packs.kits import Entry, Find, Kit
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.site.about import about_page
from armillary.formats.packs.site.copies import copied_files, copies, held, style
from armillary.formats.packs.site.index import index_pages, section_pages
from armillary.formats.packs.site.items import item_page
from armillary.formats.packs.site.searching import SearchIndex, search_script
from armillary.formats.packs.site.shelves import arranged


def entries(listing: Listing, find: Find) -> Iterator[Entry]:
    """All of it, as it lies on a stick."""
    index = SearchIndex(listing)
    yield from pages(listing, find, is_alone=True, index=index)
    yield Entry("search/search.js", search_script())
    yield from index.entries()


def pages(
    listing: Listing, find: Find, *, is_alone: bool = False, index: SearchIndex | None = None
) -> Iterator[Entry]:
    """The pages and files without a search of their own. One that `is_alone` speaks of the program that
    lies beside it. Raises `OSError` where a copied file is not to be found."""
    shelves = arranged(listing)
    yield from index_pages(listing, shelves, has_search=index is not None)
    yield Entry("about.html", about_page(listing, is_alone=is_alone))
    yield Entry("style.css", style())
    yield from section_pages(listing, shelves)
    written: set[str] = set()
    for shelf in shelves.shelves:
        for item in shelf.items:
            yield item_page(listing, item, shelf, shelves)
            if index is not None:
                yield from index.add(item, shelf)
            yield from copied_files(listing, item, find, written)


def _root(_listing: Listing) -> str:
    return ""


SITE = Kit("site", entries, _root, held=held, copies=copies)
