"""Saved searches: the pages of whoever keeps them, and the one that stops mail without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from armillary.core.errors import ArmillaryError
from armillary.dissemination.enums import HowOften
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches import operations
from armillary.dissemination.searches.asked import asked_in
from armillary.dissemination.searches.queries import search_by_public_id, searches_of
from armillary.dissemination.searches.stopping import meant_by
from armillary.people.interfaces.requests import person_of
from armillary.people.queries import is_confirmed
from armillary.portal.interfaces.search_forms import SearchForm
from armillary.portal.searches import conditions_of, proposed_name, saved_rows


@require_safe
@login_required
def searches(request: HttpRequest) -> HttpResponse:
    rows = saved_rows(searches_of(person_of(request)), get_language() or "en")
    return render(request, "portal/searches.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def save_search(request: HttpRequest) -> HttpResponse:
    """`/searches/save/?…` with the parameters of the search page."""
    by, asked, language = person_of(request), asked_in(request.GET), get_language() or "en"
    form = SearchForm(request.POST or None, initial={"name": proposed_name(asked, language)})
    if form.is_bound and form.is_valid():
        name, how_often = form.cleaned_data["name"], HowOften(form.cleaned_data["how_often"])
        try:
            operations.save_search(
                name, asked, language=language, how_often=how_often, owner=by, by=by
            )
        except ArmillaryError as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, _("The search is saved."))
            return redirect("portal:searches")
    context = {
        "form": form,
        "conditions": conditions_of(asked, language),
        "is_confirmed": is_confirmed(by),
    }
    return render(request, "portal/search_save.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def saved_search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where one is renamed, told how often to write, and deleted."""
    by = person_of(request)
    found = search_by_public_id(public_id, by=by)
    if "delete" in request.POST:
        operations.delete_search(found, by=by)
        messages.success(request, _("The search is deleted."))
        return redirect("portal:searches")
    form = SearchForm(
        request.POST or None, initial={"name": found.name, "how_often": found.how_often}
    )
    if form.is_bound and form.is_valid() and _is_changed(request, found, form):
        return redirect("portal:searches")
    [row] = saved_rows([found], get_language() or "en")
    context = {"form": form, "row": row, "is_confirmed": is_confirmed(by)}
    return render(request, "portal/search_change.html", context, status=400 if form.errors else 200)


def _is_changed(request: HttpRequest, found: SavedSearch, form: SearchForm) -> bool:
    name, how_often = form.cleaned_data["name"], HowOften(form.cleaned_data["how_often"])
    try:
        operations.change_search(found, name=name, how_often=how_often, by=person_of(request))
    except ArmillaryError as error:
        form.add_error("name", error.message)
        return False
    messages.success(request, _("Saved."))
    return True


@csrf_exempt  # a mail program has no token of a form; the signed address stands for its reader
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """`GET` only asks, because mail filters open every address; `POST` stops (RFC 8058)."""
    meant = meant_by(token)
    if request.method == "POST":
        operations.stop_mail(token)
    context = {"meant": meant, "is_stopped": request.method == "POST" or not meant.searches}
    return render(request, "portal/search_stop.html", context)
