"""The public pages for rights holders: ask, confirm, and read what was answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from armillary.catalogue.queries import public_id_in
from armillary.core.errors import ArmillaryError
from armillary.evaluation import operations
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.interfaces.clients import client_digest
from armillary.evaluation.interfaces.takedown_forms import TakedownForm
from armillary.evaluation.queries.takedowns import answered_takedowns, open_takedown_of
from armillary.people.interfaces.requests import actor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    resource = public_id_in(request.GET.get("resource", ""))
    if request.method != "POST":
        return _form(request, TakedownForm(resource=resource))
    form = TakedownForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    try:
        operations.ask_takedown(
            form.sent_claim(), client=client_digest(request), by=actor_of(request)
        )
    except ArmillaryError as error:
        form.add_error(None, error.message)
        return _form(request, form, status=error.status)
    return redirect("takedown:sent")


def _form(request: HttpRequest, form: TakedownForm, status: int = 200) -> HttpResponse:
    return render(request, "evaluation/takedown_form.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    days = operations.takedowns.CONFIRMED_WITHIN.days
    return render(request, "evaluation/takedown_sent.html", {"days": days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Looking does nothing: programs that check mail open every link in it."""
    asked = operations.asked_takedown(token)
    if request.method == "POST":
        asked = operations.confirm_takedown(token, by=actor_of(request))
        messages.success(request, _("Your request is confirmed."))
        return redirect("takedown:confirm", token)
    leading = open_takedown_of(asked.resource_id)
    context = {
        "takedown": asked,
        "is_asked": asked.state == TakedownState.UNCONFIRMED,
        "is_open": asked.state == TakedownState.OPEN,
        "is_paused": bool(leading and leading.paused_from),
    }
    return render(request, "evaluation/takedown_confirm.html", context)


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    page = answered_takedowns(after=request.GET.get("after", ""))
    return render(request, "evaluation/takedown_record.html", {"page": page})
