"""RSS 2.0.11 with what its readers know beside it: Atom's links, Dublin Core, whole contents
as HTML, the licence module of Creative Commons, and OpenSearch 1.1.

https://www.rssboard.org/rss-specification and https://www.rssboard.org/rss-profile
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from armillary.formats.feed_writers.open_search import OPEN_SEARCH, page_elements
from armillary.formats.feed_writers.outline import Entry, Outline
from armillary.formats.markup import DECLARATION, element, timestamp

MEDIA_TYPE = "application/rss+xml"

_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "opensearch": OPEN_SEARCH,
}
_OPEN = "".join(f' xmlns:{name}="{space}"' for name, space in _SPACES.items())


def write_rss(feed: Outline) -> bytes:
    parts = [
        DECLARATION,
        f'<rss version="2.0"{_OPEN}><channel>\n',
        *_head(feed),
        *(_item(entry) for entry in feed.entries),
        "\n</channel></rss>\n",
    ]
    return "".join(parts).encode()


def _head(feed: Outline) -> Iterator[str]:
    yield element("title", feed.title)
    yield element("link", feed.page)
    yield element("description", feed.description)
    yield element("language", feed.language)
    yield element("lastBuildDate", _date(feed.updated))
    yield element("docs", "https://www.rssboard.org/rss-specification")
    yield element("atom:link", rel="self", type=MEDIA_TYPE, href=feed.address)
    for relation, address in (("first", feed.first), ("next", feed.following)):
        if address:
            yield element("atom:link", rel=relation, type=MEDIA_TYPE, href=address)
    if feed.search:
        yield from page_elements(feed.search, link="atom:link")


def _item(entry: Entry) -> str:
    is_page = "true" if entry.name == entry.page else "false"
    parts = [
        element("title", entry.title.text),
        element("link", entry.page),
        element("guid", entry.name, isPermaLink=is_page),
        element("pubDate", _date(entry.published)),
        element("dcterms:modified", timestamp(entry.updated)),
        *_words(entry),
        *(element("dc:creator", name) for name in entry.authors),
        *(element("category", each.label) for each in entry.categories),
        element("creativeCommons:license", entry.licence) if entry.licence else "",
        *_enclosure(entry),
    ]
    return f"\n<item>{''.join(parts)}</item>"


def _words(entry: Entry) -> Iterator[str]:
    """A description is HTML, whoever reads it, so plain words are escaped once more."""
    if entry.summary:
        yield element("description", escape(entry.summary.text, quote=False))
    if entry.content:
        yield element("content:encoded", entry.content.text)
    language = entry.title.known_language
    if language:
        yield element("dc:language", language)


def _enclosure(entry: Entry) -> Iterator[str]:
    """One, because most readers take no more; the profile asks for its type and its size."""
    whole = (file for file in entry.enclosures if file.media_type and file.size)
    for file in list(whole)[:1]:
        size = str(file.size)
        yield element("enclosure", url=file.address, type=file.media_type, length=size)


def _date(moment: datetime) -> str:
    """RFC 822 with a year of four digits."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
