"""The desk's pages on packs: what would go in and why, and what was made of it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from armillary.core.errors import ArmillaryError, require
from armillary.dissemination.interfaces.packs_forms import NewPackForm, PackForm
from armillary.dissemination.interfaces.packs_labels import plan_page
from armillary.dissemination.packs import operations, rules
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.queries import (
    all_packs,
    latest_release,
    latest_releases,
    offered_release,
    outputs_of,
    pack_by_slug,
)
from armillary.dissemination.packs.signing import fingerprint
from armillary.people.interfaces.requests import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def packs(request: HttpRequest) -> HttpResponse:
    require(rules.may_keep_packs(person_of(request)))
    began = {
        "language": get_language(),
        "search": request.GET.get("search", ""),
        "collection": request.GET.get("collection", ""),
    }
    form = NewPackForm(request.POST or None, initial=began)
    if form.is_bound and form.is_valid() and (made := _added(request, form)):
        return redirect("packs:one", made.slug)
    found = all_packs()
    releases = latest_releases(found)
    rows = [(each, releases.get(each.pk)) for each in found]
    context = {"rows": rows, "form": form, "fingerprint": fingerprint()}
    status = 400 if form.errors else 200
    return render(request, "dissemination/packs.html", context, status=status)


def _added(request: HttpRequest, form: NewPackForm) -> Pack | None:
    try:
        return operations.add_pack(**form.cleaned_data, by=person_of(request))
    except ArmillaryError as error:
        form.add_error(None, error.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    require(rules.may_keep_packs(by))
    found = pack_by_slug(slug, by=by)
    said = {
        "title": found.title.read(found.language),
        "budget": str(found.budget),
        "video": found.video,
        "copies": found.copies,
    }
    form = PackForm(request.POST or None, initial=said, budget=found.budget)
    if form.is_bound and form.is_valid() and _is_changed(request, found, form):
        return redirect("packs:one", slug)
    release = latest_release(found)
    context = {
        "pack": found,
        "form": form,
        "plan": plan_page(found),
        "release": release,
        "is_offered": release is not None and offered_release(found) is not None,
        "outputs": outputs_of(release) if release else [],
    }
    status = 400 if form.errors else 200
    return render(request, "dissemination/pack.html", context, status=status)


def _is_changed(request: HttpRequest, found: Pack, form: PackForm) -> bool:
    try:
        operations.change_pack(found, **form.cleaned_data, by=person_of(request))
    except ArmillaryError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("Saved. The next release will be like this."))
    return True


@require_POST
@login_required
def do(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    found = pack_by_slug(slug, by=by)
    wanted = DEEDS.get(request.POST.get("do", ""))
    if wanted is not None:
        try:
            said = wanted(found, request)
        except ArmillaryError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, said)
    return (
        redirect("packs:one", slug)
        if Pack.objects.filter(pk=found.pk).exists()
        else redirect("packs:desk")
    )


def _make(found: Pack, request: HttpRequest) -> str:
    operations.ask_for_release(found, by=person_of(request))
    return _("A release is being made. This page says when it is ready.")


def _publish(found: Pack, request: HttpRequest) -> str:
    operations.publish_pack(found, by=person_of(request))
    return _("Everybody can fetch it now.")


def _unpublish(found: Pack, request: HttpRequest) -> str:
    operations.publish_pack(found, is_published=False, by=person_of(request))
    return _("Nobody can fetch it any more.")


def _delete(found: Pack, request: HttpRequest) -> str:
    operations.delete_pack(found, by=person_of(request))
    return _("The pack is deleted.")


DEEDS: dict[str, Callable[[Pack, HttpRequest], str]] = {
    "make": _make,
    "publish": _publish,
    "unpublish": _unpublish,
    "delete": _delete,
}
