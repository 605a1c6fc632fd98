"""Lists in frames on other people's pages: the only pages of ours that may stand there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from armillary.dissemination.searches.asked import asked_in
from armillary.portal.embeds import (
    POLICY,
    Embedded,
    embedded_collection,
    embedded_search,
    shown_in,
)

KEPT_SECONDS = 600  # by browsers and whatever stands between


@require_safe
@xframe_options_exempt
def embed_search(request: HttpRequest) -> HttpResponse:
    """`/embed/resources/?…` with the parameters of the search page, and `size`."""
    size = shown_in(request.GET.get("size", ""))
    asked = asked_in(request.GET)
    return _framed(request, embedded_search(asked, language=_language(), size=size))


@require_safe
@xframe_options_exempt
def embed_collection(request: HttpRequest, slug: str) -> HttpResponse:
    size = shown_in(request.GET.get("size", ""))
    return _framed(request, embedded_collection(slug, language=_language(), size=size))


def _framed(request: HttpRequest, embedded: Embedded) -> HttpResponse:
    response = render(request, "portal/embed.html", {"embedded": embedded})
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _language() -> str:
    return get_language() or "en"
