"""A collection for a learning platform to take in."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from armillary.catalogue.queries import collection_by_slug
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination.cartridges import cartridge

MEDIA_TYPE = "application/vnd.ims.imsccv1p3"


@require_safe
def collection_imscc(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/collections/<name>.imscc`, `?language=ar` for titles in Arabic."""
    wanted = request.GET.get("language", "en")
    language = wanted if wanted in INTERFACE_LANGUAGES else "en"
    content = cartridge(collection_by_slug(slug), language=language)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}.imscc"'
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, response["ETag"], None, response) or response
