"""The catalogue for reading apps, in the language of its address."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from armillary.catalogue.public import public_resource
from armillary.dissemination.interfaces.views.feeds import etag_of_search
from armillary.dissemination.interfaces.views.open import open_to_all
from armillary.dissemination.interfaces.views.renditions import moved
from armillary.dissemination.opds import navigation
from armillary.dissemination.opds.asking import asked_for
from armillary.dissemination.opds.publications import opds, publication_of
from armillary.dissemination.opds.results import results
from armillary.formats.opds_writer import FEED, PUBLICATION

unless_known = condition(etag_func=etag_of_search)


@open_to_all
@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    return _json(navigation.start(_language()))


@open_to_all
@require_safe
@unless_known
def search(request: HttpRequest) -> HttpResponseBase:
    return _json(results(asked_for(request.GET), _language(), _after(request)))


@open_to_all
@require_safe
@unless_known
def subjects(request: HttpRequest) -> HttpResponseBase:
    return _json(navigation.subjects(_language()))


@open_to_all
@require_safe
@unless_known
def subject(request: HttpRequest, key: str) -> HttpResponseBase:
    return _json(navigation.subject(key, _language(), _after(request)))


@open_to_all
@require_safe
def collections(request: HttpRequest) -> HttpResponseBase:
    return _json(navigation.collections(_language()))


@open_to_all
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _json(navigation.collection(slug, _language(), _after(request)))


@open_to_all
@require_safe
def publication(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One that was merged into another leads to it."""
    resource = public_resource(public_id)
    if resource.public_id != public_id:
        return moved(opds(f"/publications/{resource.public_id}", _language()))
    return _json(publication_of(resource, _language()), PUBLICATION)


def _json(document: dict[str, Any], media_type: str = FEED) -> HttpResponse:
    body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
    response = HttpResponse(body, content_type=media_type)
    response["Content-Language"] = _language()
    return response


def _after(request: HttpRequest) -> str:
    return request.GET.get("after", "")


def _language() -> str:
    return get_language() or "en"
