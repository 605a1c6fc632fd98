"""Sitemaps. A visitor that has the current state already is told so at once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from armillary.dissemination.interfaces.views.feeds import unless_known
from armillary.dissemination.sitemaps import PAGES, resource_sitemap, sitemap_index


@require_safe
@unless_known
def sitemap(request: HttpRequest) -> HttpResponse:
    return _xml(sitemap_index())


@require_safe
@unless_known
def resources(request: HttpRequest, number: int) -> HttpResponse:
    found = resource_sitemap(number)
    if found is None:
        raise Http404
    return _xml(found)


@require_safe
def pages(request: HttpRequest, name: str) -> HttpResponse:
    """`pages` or `topics`."""
    return _xml(PAGES[name]())


def _xml(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
