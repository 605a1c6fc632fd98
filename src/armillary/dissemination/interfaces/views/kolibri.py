"""What a Kolibri asks a peer for; see `packs.peer`."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armillary.core.ranges import Section, file_in_ranges
from armillary.dissemination.packs import peer
from armillary.dissemination.packs.errors import NotOffered

BYTES = "application/octet-stream"


@require_safe
def info(request: HttpRequest) -> HttpResponse:
    return JsonResponse(peer.info())


@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    return _listed(peer.channels())


@require_safe
def lookup(request: HttpRequest, wanted: str) -> HttpResponse:
    return _listed(peer.channels_by(wanted))


def _listed(found: list[peer.Channel]) -> HttpResponse:
    rows: list[dict[str, Any]] = [peer.channel_facts(each) for each in found]
    return JsonResponse(rows, safe=False)


@require_safe
def database(request: HttpRequest, name: str) -> HttpResponseBase:
    return _handed_out(request, peer.database(name), name)


@require_safe
def stored_file(request: HttpRequest, name: str) -> HttpResponseBase:
    return _handed_out(request, peer.stored_file(name), name)


def _handed_out(request: HttpRequest, section: Section, name: str) -> HttpResponseBase:
    etag = f'"{section.path.stem[-8:]}-{name}"'
    try:
        response = file_in_ranges(request, section, etag=etag, content_type=BYTES)
    except FileNotFoundError as error:  # replaced since it was looked up
        raise NotOffered(_("This file is not offered any more.")) from error
    response["Cache-Control"] = "no-cache"  # it may be withdrawn, and asking again costs little
    return response
