"""The whole catalogue as a data set, for machines: its descriptions and its files."""

import json
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armillary.dissemination.dumps.about import GZIP, croissant, dcat
from armillary.dissemination.dumps.queries import dump_file, gone, latest_dump
from armillary.dissemination.errors import NoSuchDump
from armillary.formats.dcat import as_turtle


@require_safe
def dcat_json(request: HttpRequest) -> HttpResponse:
    return _open(_json(dcat(latest_dump())), "application/ld+json")


@require_safe
def dcat_turtle(request: HttpRequest) -> HttpResponse:
    return _open(as_turtle(dcat(latest_dump())), "text/turtle; charset=utf-8")


@require_safe
def croissant_json(request: HttpRequest) -> HttpResponse:
    found = latest_dump()
    if found is None:
        raise NoSuchDump(_("No file of the whole catalogue has been made yet."))
    return _open(_json(croissant(found)), "application/ld+json")


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Packed as it lies on disk: packing it once more for the way would cost much and save nothing."""
    path, found = dump_file(name)
    etag = f'"{found.sha256[:24]}"'
    response = get_conditional_response(request, etag) or _packed(path)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response


def _packed(path: Path) -> HttpResponseBase:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:  # replaced since the list was read
        raise gone() from error
    return FileResponse(file, as_attachment=True, filename=path.name, content_type=GZIP)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _open(body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response
