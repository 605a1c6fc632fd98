"""The desk's pages on learning platforms: which are connected, and how another one gets to be."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from armillary.core.errors import ArmillaryError, require
from armillary.dissemination.interfaces.lti_forms import DeploymentForm, PlatformForm
from armillary.dissemination.lti import operations, queries, rules
from armillary.dissemination.lti.keys import rotate_keys
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.registering import invite_platform
from armillary.people.interfaces.requests import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def platforms(request: HttpRequest) -> HttpResponse:
    require(rules.may_keep_platforms(person_of(request)))
    form = PlatformForm(request.POST or None)
    if form.is_bound and form.is_valid() and _is_added(request, form):
        return redirect("lti-desk:platforms")
    return _page(request, form)


def _page(request: HttpRequest, form: PlatformForm, invitation: str = "") -> HttpResponse:
    context = {
        "form": form,
        "rows": queries.registrations(by=person_of(request)),
        "tool": queries.tool_addresses(),
        "invitation": invitation,
    }
    status = 400 if form.errors else 200
    return render(request, "dissemination/lti_platforms.html", context, status=status)


def _is_added(request: HttpRequest, form: PlatformForm) -> bool:
    stated = form.cleaned_data
    try:
        operations.add_registration(
            name=stated["name"],
            issuer=stated["issuer"],
            client_id=stated["client_id"],
            login_address=stated["login_address"],
            keys_address=stated["keys_address"],
            deployments=listed(stated["deployments"]),
            origins=listed(stated["origins"]),
            by=person_of(request),
        )
    except ArmillaryError as error:
        form.add_error("issuer", error.message)
        return False
    messages.success(request, _("The platform is connected."))
    return True


def listed(stated: str) -> list[str]:
    """What stands between commas."""
    return [each.strip() for each in stated.split(",") if each.strip()]


@require_POST
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """The link is in the answer itself, and never shown again."""
    return _page(request, PlatformForm(), invite_platform(by=person_of(request)))


@require_POST
@login_required
def rotate(request: HttpRequest) -> HttpResponse:
    rotate_keys(at_once="at_once" in request.POST, by=person_of(request))
    messages.success(request, _("There is a new key."))
    return redirect("lti-desk:platforms")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def platform(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.registration_by_public_id(public_id, by=person_of(request))
    form = DeploymentForm(request.POST if "add" in request.POST else None)
    if request.method == "POST" and _is_changed(request, found, form):
        return redirect("lti-desk:platform", public_id)
    context = {"platform": found, "form": form, "deployments": found.deployments.order_by("pk")}
    status = 400 if form.errors else 200
    return render(request, "dissemination/lti_platform.html", context, status=status)


def _is_changed(request: HttpRequest, found: LtiRegistration, form: DeploymentForm) -> bool:
    by = person_of(request)
    if "close" in request.POST:
        operations.close_registration(found, by=by)
    elif "open" in request.POST:
        operations.reopen_registration(found, by=by)
    elif form.is_bound and form.is_valid():
        operations.add_deployment(found, form.cleaned_data["deployment_id"], by=by)
    else:
        return False
    messages.success(request, _("Saved."))
    return True
