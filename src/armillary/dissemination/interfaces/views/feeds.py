"""Feeds and sitemaps. A visitor that has the current state already is told so at once."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from armillary.dissemination.feeds import resource_feed
from armillary.dissemination.news_feed import news_feed
from armillary.dissemination.queries import last_change
from armillary.dissemination.sets import SPEC
from armillary.dissemination.sitemaps import page_sitemap, resource_sitemap, sitemap_index
from armillary.editorial.queries import last_change_of_news
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
