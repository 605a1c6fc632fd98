"""The pages of packs: what can be taken along, and how."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from armillary.dissemination.packs.queries import pack_by_slug
from armillary.portal.packs_page import pack_page, packs_page


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/packs.html", {"packs": packs_page()})


@require_safe
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "portal/pack.html", {"page": pack_page(pack_by_slug(slug))})
