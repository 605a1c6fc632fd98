"""The desk's pages on webhooks: who is told, what they were told, and what can be done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from armillary.core.errors import ArmillaryError, require
from armillary.dissemination import rules
from armillary.dissemination.interfaces.webhooks_forms import WebhookForm
from armillary.dissemination.interfaces.webhooks_labels import (
    delivery_row,
    event_names,
    outcome_of,
)
from armillary.dissemination.webhooks import operations
from armillary.dissemination.webhooks.delivering import send_again, send_test
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.models import Delivery, Webhook
from armillary.dissemination.webhooks.queries import (
    deliveries_of,
    delivery_by_message,
    webhook_by_public_id,
    webhooks_for,
)
from armillary.people.interfaces.requests import person_of

EVERYTHING = {"events": EventType.values}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhooks(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    require(rules.may_keep_webhooks(by, by))
    form = WebhookForm(request.POST or None, initial=EVERYTHING)
    if form.is_bound and form.is_valid() and (told := _registered(request, form)):
        return _with_secret(request, told)
    rows = [(each, event_names(each)) for each in webhooks_for(by)]
    context = {"rows": rows, "form": form, "by": by}
    return render(
        request, "dissemination/webhooks.html", context, status=400 if form.errors else 200
    )


def _registered(request: HttpRequest, form: WebhookForm) -> operations.Told | None:
    by = person_of(request)
    try:
        return operations.register_webhook(**form.cleaned_data, owner=by, by=by)
    except ArmillaryError as error:
        form.add_error("address", error.message)
        return None


def _with_secret(request: HttpRequest, told: operations.Told) -> HttpResponse:
    """In the answer itself: a redirect would have to keep the secret somewhere."""
    context = {"webhook": told.webhook, "secret": told.secret}
    return render(request, "dissemination/webhook_secret.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    found = webhook_by_public_id(public_id, by=person_of(request))
    said = {"address": found.address, "name": found.name, "events": found.events}
    form = WebhookForm(request.POST or None, initial=said)
    if form.is_bound and form.is_valid() and _is_changed(request, found, form):
        return redirect("webhooks:one", public_id)
    page = deliveries_of(found, after=request.GET.get("after", ""))
    context = {
        "webhook": found,
        "form": form,
        "rows": [delivery_row(each) for each in page.rows],
        "after": page.after,
    }
    return render(
        request, "dissemination/webhook.html", context, status=400 if form.errors else 200
    )


def _is_changed(request: HttpRequest, found: Webhook, form: WebhookForm) -> bool:
    try:
        operations.change_webhook(found, **form.cleaned_data, by=person_of(request))
    except ArmillaryError as error:
        form.add_error("address", error.message)
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
@login_required
def do(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whatever a button says."""
    found = webhook_by_public_id(public_id, by=person_of(request))
    for name, deed in DEEDS.items():
        if name in request.POST:
            return deed(request, found)
    return redirect("webhooks:one", public_id)


def _test(request: HttpRequest, found: Webhook) -> HttpResponse:
    return _say(request, send_test(found, by=person_of(request)))


def _again(request: HttpRequest, found: Webhook) -> HttpResponse:
    delivery = delivery_by_message(found, request.POST["again"])
    return _say(request, send_again(delivery, by=person_of(request)))


def _say(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """What came of it; the list has the rest."""
    said = messages.success if delivery.is_taken else messages.warning
    said(request, outcome_of(delivery))
    return redirect("webhooks:one", delivery.webhook.public_id)


def _rotate(request: HttpRequest, found: Webhook) -> HttpResponse:
    is_leaked = "leaked" in request.POST
    told = operations.rotate_secret(found, is_leaked=is_leaked, by=person_of(request))
    return _with_secret(request, told)


def _pause(request: HttpRequest, found: Webhook) -> HttpResponse:
    operations.pause_webhook(found, by=person_of(request))
    return redirect("webhooks:one", found.public_id)


def _start(request: HttpRequest, found: Webhook) -> HttpResponse:
    from_now = request.POST["start"] == "now"
    operations.start_webhook(found, from_now=from_now, by=person_of(request))
    return redirect("webhooks:one", found.public_id)


def _delete(request: HttpRequest, found: Webhook) -> HttpResponse:
    operations.delete_webhook(found, by=person_of(request))
    messages.success(request, _("The webhook is deleted."))
    return redirect("webhooks:all")


DEEDS: dict[str, Callable[[HttpRequest, Any], HttpResponse]] = {
    "test": _test,
    "again": _again,
    "rotate": _rotate,
    "pause": _pause,
    "start": _start,
    "delete": _delete,
}
