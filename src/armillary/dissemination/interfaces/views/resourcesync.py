"""ResourceSync: a mirror that has the current state already is told so at once."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from armillary.dissemination import resourcesync
from armillary.dissemination.interfaces.views.feeds import unless_known
from armillary.dissemination.interfaces.views.open import open_to_all


@open_to_all
@require_safe
def description(request: HttpRequest) -> HttpResponseBase:
    return _xml(resourcesync.source_description())


@open_to_all
@require_safe
def capabilities(request: HttpRequest) -> HttpResponseBase:
    return _xml(resourcesync.capability_list())


@open_to_all
@require_safe
@unless_known
def resource_index(request: HttpRequest) -> HttpResponseBase:
    return _xml(resourcesync.resource_index())


@open_to_all
@require_safe
@unless_known
def resource_list(request: HttpRequest, number: int) -> HttpResponseBase:
    return _xml(_found(resourcesync.resource_list, number))


@open_to_all
@require_safe
@unless_known
def change_index(request: HttpRequest) -> HttpResponseBase:
    return _xml(resourcesync.change_index())


@open_to_all
@require_safe
@unless_known
def change_list(request: HttpRequest, number: int) -> HttpResponseBase:
    return _xml(_found(resourcesync.change_list, number))


def _found(read: Callable[[int], bytes | None], number: int) -> bytes:
    found = read(number) if number <= resourcesync.LAST_RANGE else None
    if found is None:
        raise Http404
    return found


def _xml(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
