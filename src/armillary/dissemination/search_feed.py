"""The newest that a search finds, as an Atom feed (RFC 4287): anybody follows any search without an
account."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import rows_in_order
from armillary.catalogue.works.showing import found_editions
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.feeds import ENTRIES, feed_document, feed_links
from armillary.dissemination.markup import element
from armillary.dissemination.searches.asked import AskedSearch
from armillary.search.following import newest

PATH = "/feeds/search.atom"


def search_feed(asked: AskedSearch, reader: str) -> bytes:
    """The resources listed last that have all of what is asked for; of a work the edition that a
    search shows. Raises `InvalidInput` for what cannot be searched, and `IndexUnavailable`."""
    found = newest(asked.request(reader, size=ENTRIES))
    shown = found_editions(
        found.ids,
        language=reader,
        wanted=found.languages,
        several=found.several,
        read=rows_in_order,
    )
    resources = [each.resource for each in shown if each.resource.is_listed]
    resources.sort(key=_listed, reverse=True)
    with override(reader):
        return feed_document(_head(asked, reader), resources, reader)


def default_reader(asked: AskedSearch) -> str:
    """In whose language names are where nobody says: that of the resources asked for, as in other
    feeds."""
    wanted = asked.selected.get("language", [])
    return wanted[0] if len(wanted) == 1 and wanted[0] in INTERFACE_LANGUAGES else "en"


def search_feed_address(asked: AskedSearch, reader: str) -> str:
    """The one address of a feed, whatever order the search is in."""
    parts = [asked.unsorted, "" if reader == default_reader(asked) else f"reader={reader}"]
    query = "&".join(filter(None, parts))
    return f"{addresses.site(PATH)}?{query}" if query else addresses.site(PATH)


def _head(asked: AskedSearch, reader: str) -> Iterator[str]:
    page = f"{addresses.site('/resources/', reader)}?{asked.newest_first}"
    yield element("title", _title(asked, reader))
    yield from feed_links(search_feed_address(asked, reader), page)


def _title(asked: AskedSearch, reader: str) -> str:
    facts = {"site": addresses.SITE_NAME, "search": asked.in_words(reader)}
    if not facts["search"]:
        return _("New resources in %(site)s") % facts
    return _("New in %(site)s: %(search)s") % facts


def _listed(resource: Resource) -> tuple[datetime, int]:
    return resource.listed_at or resource.created_at, resource.pk
