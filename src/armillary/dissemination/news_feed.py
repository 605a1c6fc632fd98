"""The news of this site as a feed in any form, in the language of whoever follows it."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.feed_forms import ATOM
from armillary.dissemination.feeds import BEGINNING
from armillary.editorial.models import Piece
from armillary.editorial.queries import IN_FEED, current_news
from armillary.editorial.reading import path_of, reading_of
from armillary.formats.feed_writers import Entry, Outline, Wording


def news_feed(form: str = ATOM, *, language: str = "") -> Outline:
    """The latest first; each in the language asked for, or in the best that there is."""
    news = list(current_news()[:IN_FEED])
    reader = language if language in INTERFACE_LANGUAGES else "en"
    with override(reader):
        title = _("News from %(site)s") % {"site": addresses.SITE_NAME}
        return Outline(
            name=news_feed_address(language=language),
            address=news_feed_address(form, language=language),
            page=addresses.site("/news/", reader),
            title=title,
            description=title,
            language=reader,
            site=addresses.SITE_NAME,
            home=addresses.site("/", reader),
            updated=max(map(_updated, news), default=BEGINNING),
            entries=[_entry(item, language or reader) for item in news],
        )


def news_feed_address(form: str = ATOM, *, language: str = "") -> str:
    stated = {"language": language} if language else {}
    return addresses.site(f"/feeds/news.{form}", **stated)


def _entry(item: Piece, wanted: str) -> Entry:
    reading, name = reading_of(item, wanted), addresses.site(path_of(item))
    tag = reading.language
    return Entry(
        name=name,
        title=Wording(reading.title, tag),
        page=addresses.site(path_of(item), tag) if tag in INTERFACE_LANGUAGES else name,
        page_language=tag,
        published=_first_day(item),
        updated=_updated(item),
        summary=Wording(reading.summary, tag) if reading.summary else None,
        content=Wording(str(reading.html), tag),
    )


def _first_day(item: Piece) -> datetime:
    return datetime.combine(item.starts_on or _updated(item).date(), time(), UTC)


def _updated(item: Piece) -> datetime:
    """Announced for a later day, it comes into being on that day."""
    published = item.published_at or BEGINNING
    begins = datetime.combine(item.starts_on, time(), UTC) if item.starts_on else published
    return max(published, begins)
