"""The newest that a search finds, as a feed in any form: anybody follows any search without an
account. A feed goes on to what is older, page by page, by key."""

from datetime import datetime
from typing import Final

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import rows_in_order
from armillary.catalogue.works.showing import found_editions
from armillary.core.errors import InvalidInput
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.paging import read_cursor, write_cursor
from armillary.dissemination import addresses
from armillary.dissemination.feed_forms import ATOM, FeedLink, links_to
from armillary.dissemination.feeds import ENTRIES, Head, outline_of
from armillary.dissemination.searches.asked import AskedSearch
from armillary.formats.feed_writers import Outline, Page
from armillary.search.following import Followed, newest

PATH = "/feeds/search"
OLDER: Final = "older"  # the parameter that goes on
PURPOSE: Final = "search feed"


def search_feed(asked: AskedSearch, reader: str, *, form: str = ATOM, older: str = "") -> Outline:
    """The resources listed last that have all of what is asked for; of a work the edition that a
    search shows. Raises `InvalidInput` for what cannot be searched, and `IndexUnavailable`."""
    behind, before = _place(older)
    found = newest(asked.request(reader, size=ENTRIES), behind=behind)
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
        head = _head(asked, reader, form, older=older, found=found, before=before)
        return outline_of(head, resources, reader)


def _place(older: str) -> tuple[int | None, int]:
    """Behind which place to go on, and how many came before."""
    if not older:
        return None, 0
    match read_cursor(older, purpose=PURPOSE):
        case [int(position), int(before)]:
            return position, before
    raise InvalidInput(_("This page address is damaged. Start again from the list."))


def default_reader(asked: AskedSearch) -> str:
    """In whose language names are where nobody says: that of the resources asked for, as in other
    feeds."""
    wanted = asked.selected.get("language", [])
    return wanted[0] if len(wanted) == 1 and wanted[0] in INTERFACE_LANGUAGES else "en"


def search_feed_address(
    asked: AskedSearch, reader: str, *, form: str = ATOM, older: str = ""
) -> str:
    """The one address of a feed, whatever order the search is in."""
    parts = [
        asked.unsorted,
        "" if reader == default_reader(asked) else f"reader={reader}",
        urlencode({OLDER: older}) if older else "",
    ]
    query, address = "&".join(filter(None, parts)), addresses.site(f"{PATH}.{form}")
    return f"{address}?{query}" if query else address


def search_feeds(asked: AskedSearch, reader: str) -> list[FeedLink]:
    """The feed of a search in every form."""
    return links_to(lambda form: search_feed_address(asked, reader, form=form))


def _head(
    asked: AskedSearch, reader: str, form: str, *, older: str, found: Followed, before: int
) -> Head:
    more = found.last is not None
    place = write_cursor(found.last, before + len(found.ids), purpose=PURPOSE) if more else ""
    return Head(
        name=search_feed_address(asked, reader),
        address=search_feed_address(asked, reader, form=form, older=older),
        page=f"{addresses.site('/resources/', reader)}?{asked.newest_first}",
        title=_title(asked, reader),
        following=search_feed_address(asked, reader, form=form, older=place) if more else "",
        first=search_feed_address(asked, reader, form=form) if older else "",
        search=Page(
            total=found.total,
            size=ENTRIES,
            start=before + 1,
            words=asked.text,
            language=reader,
            description=addresses.opensearch(reader),
        ),
    )


def _title(asked: AskedSearch, reader: str) -> str:
    facts = {"site": addresses.SITE_NAME, "search": asked.in_words(reader)}
    if not facts["search"]:
        return _("New resources in %(site)s") % facts
    return _("New in %(site)s: %(search)s") % facts


def _listed(resource: Resource) -> tuple[datetime, int]:
    return resource.listed_at or resource.created_at, resource.pk
