"""A resource as a file, and its address as a picture: 200, 404 where there is none, 410 where it was withdrawn, and a redirect
from one that was merged away."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from armillary.catalogue.public import public_resource
from armillary.dissemination import addresses
from armillary.dissemination.qr import qr_svg
from armillary.dissemination.renditions import representation
from armillary.dissemination.signposting import LINKSETS, linkset

DAY = 86_400


@require_safe
def rendition(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """`/resources/<id>.<kind>`"""
    resource = public_resource(public_id)
    if resource.public_id != public_id:
        return moved(addresses.rendition(resource.public_id, kind))
    made = representation(resource, kind)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["ETag"] = f'"{hashlib.sha256(made.content).hexdigest()[:24]}"'
    response["Link"] = f'<{addresses.landing(public_id)}> ; rel="describes"'
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, response["ETag"], None, response) or response


@require_safe
def links(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """`/resources/<id>.linkset.json` and `.txt`: FAIR Signposting, level 2."""
    resource = public_resource(public_id)
    if resource.public_id != public_id:
        return moved(addresses.rendition(resource.public_id, f"linkset.{form}"))
    response = HttpResponse(linkset(resource, form), content_type=LINKSETS[form][0])
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, response["ETag"], None, response) or response


@require_safe
def qr(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/resources/<id>/qr.svg`: the address of the resource's page, to print or to point a phone at."""
    resource = public_resource(public_id)
    if resource.public_id != public_id:
        return moved(addresses.qr(resource.public_id))
    drawn = qr_svg(addresses.landing(public_id))
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={DAY}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def moved(address: str) -> HttpResponse:
    """For a day at a time, because a merge can be undone."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = f"max-age={DAY}"
    return response
