"""The news of this site as an Atom feed (RFC 4287), in the language of whoever follows it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.feeds import ATOM, BEGINNING
from armillary.dissemination.markup import DECLARATION, element, timestamp, xml_text
from armillary.editorial.models import Piece
from armillary.editorial.queries import IN_FEED, current_news
from armillary.editorial.reading import path_of, reading_of


def news_feed(*, language: str = "") -> bytes:
    """The latest first; each in the language asked for, or in the best that there is."""
    news = list(current_news()[:IN_FEED])
    reader = language if language in INTERFACE_LANGUAGES else "en"
    with override(reader):
        parts = [
            DECLARATION,
            f'<feed xmlns="{ATOM}" xml:lang="{reader}">\n',
            *_head(language, reader),
            element("updated", timestamp(max(map(_updated, news), default=BEGINNING))),
            *(_entry(item, language or reader) for item in news),
            "\n</feed>\n",
        ]
    return "".join(parts).encode()


def _head(language: str, reader: str) -> Iterator[str]:
    address = addresses.site("/feeds/news.atom", **({"language": language} if language else {}))
    yield element("id", address)
    yield element("title", _("News from %(site)s") % {"site": addresses.SITE_NAME})
    yield element("link", rel="self", type="application/atom+xml", href=address)
    page = addresses.site("/news/", reader)
    yield element("link", rel="alternate", type="text/html", href=page)
    yield f"<author>{element('name', addresses.SITE_NAME)}</author>"


def _entry(item: Piece, wanted: str) -> str:
    reading, name = reading_of(item, wanted), addresses.site(path_of(item))
    tag = reading.language
    where = addresses.site(path_of(item), tag) if tag in INTERFACE_LANGUAGES else name
    parts = [
        element("id", name),
        _text("title", "text", reading.title, tag),
        element("link", rel="alternate", type="text/html", href=where, hreflang=tag),
        element("published", timestamp(_first_day(item))),
        element("updated", timestamp(_updated(item))),
        _text("summary", "text", reading.summary, tag) if reading.summary else "",
        _text("content", "html", reading.html, tag),
    ]
    return f"\n<entry>{''.join(parts)}</entry>"


def _text(name: str, kind: str, words: str, tag: str) -> str:
    return f'<{name} type="{kind}" xml:lang="{xml_text(tag)}">{xml_text(words)}</{name}>'


def _first_day(item: Piece) -> datetime:
    return datetime.combine(item.starts_on or _updated(item).date(), time(), UTC)


def _updated(item: Piece) -> datetime:
    """Announced for a later day, it comes into being on that day."""
    published = item.published_at or BEGINNING
    begins = datetime.combine(item.starts_on, time(), UTC) if item.starts_on else published
    return max(published, begins)
