"""Reading lists: one in an address for everybody, those of members under their account."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.catalogue import rules
from armillary.catalogue.lists import operations
from armillary.catalogue.lists.entries import LONGEST_NOTE, LONGEST_TIME, Entry, checked_entries
from armillary.catalogue.lists.queries import (
    entries_of,
    list_by_public_id,
    lists_of,
    offered_resources,
)
from armillary.catalogue.models import ReadingList
from armillary.catalogue.queries import no_such_resource, public_id_in
from armillary.core.errors import ArmillaryError
from armillary.dissemination import addresses
from armillary.dissemination.qr import qr_svg
from armillary.people.actors import Actor
from armillary.people.interfaces.requests import actor_of, person_of
from armillary.portal.downloads import downloads
from armillary.portal.interfaces.list_forms import TitleForm
from armillary.portal.list_address import LONG, entries_in, list_address, rearranged
from armillary.portal.lists import list_page


@require_safe
def list_here(request: HttpRequest) -> HttpResponse:
    """`/list/?ids=…`: what a form sends is brought into one form of the address, and shown there."""
    path, sent = reverse("portal:list"), request.GET
    entries = rearranged(checked_entries(entries_in(sent)), sent)
    stated, problem = sent.get("add", "").strip(), ""
    if stated:
        try:
            entries = checked_entries([*entries, _addition(stated)])
        except ArmillaryError as error:
            problem = error.message
    here = list_address(path, entries)
    if not problem and sent != QueryDict(here.partition("?")[2]):
        return redirect(here)
    context = {
        **_shown(entries),
        "problem": problem,
        "added": stated if problem else "",
        "form": TitleForm(),
        "address": f"{settings.BASE_URL}{here}",
        "is_long": len(here) > LONG,
        "sheet_address": list_address(reverse("portal:sheet"), entries),
        "login_query": urlencode({"next": here}),
    }
    return render(request, "portal/list.html", context, status=400 if problem else 200)


@require_safe
def sheet_here(request: HttpRequest) -> HttpResponse:
    entries = checked_entries(entries_in(request.GET))
    here = list_address(reverse("portal:list"), entries)
    return _sheet(request, _("Lesson sheet"), entries, here)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lists(request: HttpRequest) -> HttpResponse:
    """A member's own, and the form that makes one, be it of what a list in an address holds."""
    by = person_of(request)
    form = TitleForm(request.POST or None)
    entries = _offered(request.POST)
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        made = operations.make_list(title, entries=entries, owner=by, by=by)
        messages.success(request, _("The list is saved under your account."))
        return redirect("portal:reading-list", made.public_id)
    context = {"lists": lists_of(by), "form": form, **_shown(entries)}
    return render(request, "portal/lists.html", context, status=400 if form.is_bound else 200)


def _offered(sent: QueryDict) -> list[Entry]:
    """What can be kept of a list that was sent: all of it that is offered."""
    entries = checked_entries(entries_in(sent))
    offered = offered_resources([entry.resource for entry in entries])
    return [entry for entry in entries if entry.resource in offered]


@require_http_methods(["GET", "HEAD", "POST"])
def reading_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whoever owns it arranges it here, others read it once it is published."""
    by = actor_of(request)
    found = list_by_public_id(public_id, by=by)
    if request.method == "POST":
        return _change(request, found)
    is_own = rules.may_edit_list(by, found)
    shown = _shown(entries_of(found))
    context = {
        "list": found,
        **shown,
        "downloads": downloads(
            f"/lists/{public_id}/", get_language() or "en", total=len(shown["page"].offered)
        ),
        "is_own": is_own,
        "may_unpublish": rules.may_unpublish_list(by, found),
        "form": TitleForm(initial={"title": found.title}),
        "address": addresses.site(f"/lists/{public_id}/"),
        "sheet_address": reverse("portal:list-sheet", args=[public_id]),
        "qr": qr_svg(addresses.site(f"/lists/{public_id}/")),
    }
    page = "portal/list_arranged.html" if is_own else "portal/list_read.html"
    return render(request, page, context)


@require_safe
def list_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    found = list_by_public_id(public_id, by=actor_of(request))
    here = reverse("portal:reading-list", args=[public_id])
    return _sheet(request, found.title, entries_of(found), here)


def _change(request: HttpRequest, found: ReadingList) -> HttpResponse:
    """What the button pressed stands for."""
    by = person_of(request)
    if "delete" in request.POST:
        operations.delete_list(found, by=by)
        messages.success(request, _("The list is deleted."))
        return redirect("portal:lists")
    if "unpublish" in request.POST:
        operations.unpublish_list(found, by=by)
        messages.success(request, _("Readers no longer see the list."))
        is_own = rules.may_edit_list(by, found)
        return (
            redirect("portal:reading-list", found.public_id) if is_own else redirect("portal:home")
        )
    try:
        done = _publish(found, by) if "publish" in request.POST else _rearrange(request, found, by)
        messages.success(request, done)
    except ArmillaryError as error:
        messages.error(request, error.message)
    return redirect("portal:reading-list", found.public_id)


def _publish(found: ReadingList, by: Actor) -> str:
    operations.publish_list(found, by=by)
    return _("Whoever has the address can read the list now.")


def _rearrange(request: HttpRequest, found: ReadingList, by: Actor) -> str:
    sent = request.POST
    entries = rearranged(entries_in(sent), sent)
    if stated := sent.get("add", "").strip():
        entries.append(_addition(stated))
    operations.change_list(found, title=sent.get("title", ""), entries=entries, by=by)
    return _("Saved.")


def _addition(stated: str) -> Entry:
    """Raises `NoSuchResource` for what is not offered."""
    public_id = public_id_in(stated)
    if public_id not in offered_resources([public_id]):
        raise no_such_resource()
    return Entry(public_id)


def _shown(entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "page": list_page(entries, language=get_language() or "en"),
        "ids": ",".join(entry.resource for entry in entries),
        "longest_note": LONGEST_NOTE,
        "longest_time": LONGEST_TIME,
    }


def _sheet(request: HttpRequest, title: str, entries: Sequence[Entry], here: str) -> HttpResponse:
    context = {
        "title": title,
        "page": list_page(entries, language=get_language() or "en", is_sheet=True),
        "here": here,
        "address": f"{settings.BASE_URL}{here}",
    }
    return render(request, "portal/sheet.html", context)
