"""Feeds and sitemaps. A visitor that has the current state already is told so at once."""

import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from armillary.core.errors import InvalidInput
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination.feeds import resource_feed
from armillary.dissemination.news_feed import news_feed
from armillary.dissemination.queries import last_change
from armillary.dissemination.search_feed import default_reader, search_feed
from armillary.dissemination.searches.asked import AskedSearch, asked_in
from armillary.dissemination.sets import SPEC
from armillary.dissemination.sitemaps import page_sitemap, resource_sitemap, sitemap_index
from armillary.editorial.queries import last_change_of_news
from armillary.search.following import state_of_index
from armillary.vocabularies.queries import is_known_key

LONGEST_TAG = 35


def _etag(request: HttpRequest, **_arguments: object) -> str:
    """The same for every answer made from the same state of the records."""
    return f'W/"{last_change()[0]}"'


def _last_modified(request: HttpRequest, **_arguments: object) -> datetime | None:
    return last_change()[1]


def _news_etag(request: HttpRequest) -> str:
    """Another one with every news item that comes or goes."""
    return f'W/"{":".join(str(part) for part in last_change_of_news())}"'


_unless_known = condition(etag_func=_etag, last_modified_func=_last_modified)


@require_safe
@_unless_known
def resources_atom(request: HttpRequest) -> HttpResponse:
    return _atom(resource_feed(language=_language(request)))


@require_safe
@_unless_known
def subject_atom(request: HttpRequest, subject: str) -> HttpResponse:
    if not is_known_key("subjects", subject):
        raise Http404
    return _atom(resource_feed(subject=subject, language=_language(request)))


def _etag_of_search(request: HttpRequest) -> str:
    """The same for every answer made from the same state of the index and of the records. No date
    goes with it: what came last into the index is not always what changed last, and a review brings a
    resource into a search without changing its record."""
    state = f"{last_change()[0]} {state_of_index()}"
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()[:24]}"'


@require_safe
@condition(etag_func=_etag_of_search)
def search_atom(request: HttpRequest) -> HttpResponse:
    """The search of any address of the search page: its parameters are read alike."""
    asked = asked_in(request.GET)
    return _atom(search_feed(asked, _reader(request, asked)))


def _reader(request: HttpRequest, asked: AskedSearch) -> str:
    """In whose language names are."""
    stated = request.GET.get("reader", "").lower()
    if stated and stated not in INTERFACE_LANGUAGES:
        tags = ", ".join(INTERFACE_LANGUAGES)
        raise InvalidInput(_("This site is read in: %(tags)s.") % {"tags": tags})
    return stated or default_reader(asked)


@require_safe
@condition(etag_func=_news_etag)
def news_atom(request: HttpRequest) -> HttpResponse:
    return _atom(news_feed(language=_language(request)))


@require_safe
@_unless_known
def sitemap(request: HttpRequest) -> HttpResponse:
    return _xml(sitemap_index())


@require_safe
@_unless_known
def resources_xml(request: HttpRequest, number: int) -> HttpResponse:
    found = resource_sitemap(number)
    if found is None:
        raise Http404
    return _xml(found)


@require_safe
def pages_xml(request: HttpRequest) -> HttpResponse:
    return _xml(page_sitemap())


def _language(request: HttpRequest) -> str:
    language = request.GET.get("language", "").lower()
    if language and (len(language) > LONGEST_TAG or not SPEC.fullmatch(language)):
        raise Http404
    return language


def _atom(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _xml(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
