"""The thing itself, on request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from armillary.catalogue.public import public_resource
from armillary.core.content_policy import content_policy
from armillary.portal.addresses import web_address
from armillary.portal.preview import preview_of


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    resource = public_resource(public_id)
    found = preview_of(resource)
    context = {"resource": resource, "preview": found, "address": web_address(resource.address)}
    response = render(request, "portal/preview.html", context)
    response["Content-Security-Policy"] = content_policy(found.policy if found else {})
    return response
