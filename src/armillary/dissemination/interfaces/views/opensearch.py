"""What browsers and searches over many sites ask for: how to search here, and what may be meant."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import opensearch
from armillary.dissemination.interfaces.views.open import open_to_all


@open_to_all
@require_safe
def description(request: HttpRequest) -> HttpResponseBase:
    """`?language=ar` for readers of Arabic."""
    media_type = f"{opensearch.DESCRIPTION_TYPE}; charset=utf-8"
    return HttpResponse(opensearch.description(_language(request)), content_type=media_type)


@open_to_all
@require_safe
def suggestions(request: HttpRequest) -> HttpResponseBase:
    found = opensearch.completions(request.GET.get("q", ""), _language(request))
    return HttpResponse(found, content_type=f"{opensearch.SUGGESTIONS_TYPE}; charset=utf-8")


def _language(request: HttpRequest) -> str:
    """English for whoever asks for another than ours."""
    wanted = request.GET.get("language", "en").lower()
    return wanted if wanted in INTERFACE_LANGUAGES else "en"
