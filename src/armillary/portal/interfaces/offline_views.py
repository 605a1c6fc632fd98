"""What lets the site be installed and read without a connection."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.portal.offline import manifest, worker


@require_safe
@cache_control(max_age=86_400, public=True)
def web_manifest(request: HttpRequest) -> HttpResponse:
    """`?language=ar` for the site in Arabic."""
    wanted = request.GET.get("language", "en")
    language = wanted if wanted in INTERFACE_LANGUAGES else "en"
    return JsonResponse(manifest(language), content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(worker(), content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/offline.html")
