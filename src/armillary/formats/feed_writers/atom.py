"""Atom: RFC 4287, with pages of RFC 5005, licences of RFC 4946, and OpenSearch 1.1."""

from collections.abc import Iterator

from armillary.formats.feed_writers.open_search import OPEN_SEARCH, page_elements
from armillary.formats.feed_writers.outline import Entry, Outline, Wording
from armillary.formats.markup import DECLARATION, element, timestamp, xml_text

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


def write_atom(feed: Outline) -> bytes:
    searched = f' xmlns:opensearch="{OPEN_SEARCH}"' if feed.search else ""
    parts = [
        DECLARATION,
        f'<feed xmlns="{ATOM}"{searched} xml:lang="{xml_text(feed.language)}">\n',
        *_head(feed),
        *(_entry(entry) for entry in feed.entries),
        "\n</feed>\n",
    ]
    return "".join(parts).encode()


def _head(feed: Outline) -> Iterator[str]:
    yield element("title", feed.title)
    yield element("id", feed.name)
    yield element("link", rel="self", type=MEDIA_TYPE, href=feed.address)
    yield element("link", rel="alternate", type="text/html", href=feed.page)
    for relation, address in (("first", feed.first), ("next", feed.following)):
        if address:
            yield element("link", rel=relation, type=MEDIA_TYPE, href=address)
    if feed.search:
        yield from page_elements(feed.search)
    yield f"<author>{element('name', feed.site)}{element('uri', feed.home)}</author>"
    yield element("updated", timestamp(feed.updated))


def _entry(entry: Entry) -> str:
    parts = [
        element("id", entry.name),
        _text("title", "text", entry.title),
        _page(entry),
        element("published", timestamp(entry.published)),
        element("updated", timestamp(entry.updated)),
        _text("summary", "text", entry.summary) if entry.summary else "",
        _text("content", "html", entry.content) if entry.content else "",
        *(f"<author>{element('name', name)}</author>" for name in entry.authors),
        *(element("category", term=each.term, label=each.label) for each in entry.categories),
        *_links(entry),
    ]
    return f"\n<entry>{''.join(parts)}</entry>"


def _page(entry: Entry) -> str:
    """Readers of feeds take the first link, so it stands alone before all others."""
    language = {"hreflang": entry.page_language} if entry.page_language else {}
    return element("link", rel="alternate", type="text/html", href=entry.page, **language)


def _links(entry: Entry) -> Iterator[str]:
    if entry.licence:
        yield element("link", rel="license", href=entry.licence)
    if entry.about:
        yield element("link", rel="related", href=entry.about)
    for file in entry.enclosures:
        known = {"type": file.media_type} if file.media_type else {}
        size = {"length": str(file.size)} if file.size else {}
        yield element("link", rel="enclosure", href=file.address, **known, **size)


def _text(name: str, kind: str, words: Wording) -> str:
    """An empty language says that nobody knows it, where the feed's would be inherited."""
    tag = xml_text(words.known_language)
    return f'<{name} type="{kind}" xml:lang="{tag}">{xml_text(words.text)}</{name}>'
