"""An alert in words: plain text and the same as simple HTML, in its reader's language, with ways to stop
it (RFC 8058: mail programs show a button and need no page)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.core.cleaning import cleaned
from armillary.core.languages import INTERFACE_LANGUAGES, direction
from armillary.core.templatetags.components import language_marks
from armillary.dissemination import addresses
from armillary.dissemination.searches.news import News
from armillary.dissemination.searches.stopping import stop_address, stop_all_address
from armillary.people.models import Person


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A resource that is new, in the words of whoever follows the search."""

    title: str
    marks: SafeString  # of its language, where that is not the reader's
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """The news of one search, where all of it is, and how to stop."""

    name: str
    count: int
    lines: Sequence[Line]
    further: int
    address: str
    stop: str


def letter(person: Person, news: Sequence[News]) -> Letter:
    """One message with all news of a member."""
    language = person.language if person.language in INTERFACE_LANGUAGES else "en"
    stop_all = stop_all_address(person, language)
    context = {
        "site": addresses.SITE_NAME,
        "language": language,
        "direction": direction(language),
        "parts": [_part(each, language) for each in news],
        "searches": addresses.site("/searches/", language),
        "stop_all": stop_all,
    }
    with override(language):
        return Letter(
            _subject(news),
            render_to_string("dissemination/alert.txt", context).strip() + "\n",
            render_to_string("dissemination/alert.html", context),
            {
                "List-Unsubscribe": f"<{stop_all}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def _subject(news: Sequence[News]) -> str:
    if len(news) == 1:
        return _("New for “%(name)s”") % {"name": news[0].search.name}
    return _("New for your saved searches")


def _part(news: News, language: str) -> Part:
    search = news.search
    return Part(
        search.name,
        news.count,
        [_line(resource, search.language, language) for resource in news.shown],
        news.further,
        f"{addresses.site('/resources/', search.language)}?{news.asked.newest_first}",
        stop_address(search, language),
    )


def _line(resource: Resource, reading: str, language: str) -> Line:
    title = " ".join(cleaned(resource.titles.read(reading)).split()) or resource.public_id
    marks = language_marks(resource.titles.language_for(reading), language)
    address = addresses.site(f"/resources/{resource.public_id}/", language)
    return Line(title, marks, address)
