"""Decisions on unknown values at the desk: who thought what and when, second thoughts, and tables in
which institutes share them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from armillary.core.errors import ArmillaryError, InvalidInput
from armillary.harvest.interfaces.terms_forms import ImportForm, UndoForm
from armillary.harvest.interfaces.terms_labels import decision_views, kind_views
from armillary.harvest.interfaces.terms_places import LONGEST_SEARCH, Place
from armillary.harvest.interfaces.terms_views import READ_OR_SEND, decider_of, reader
from armillary.harvest.operations import terms as operations
from armillary.harvest.terms import queries
from armillary.harvest.terms.exchange import Read, decisions_csv, table_text
from armillary.people.models import Person

MOST_PROBLEMS = 50


@require_safe
@login_required
def decisions(request: HttpRequest) -> HttpResponse:
    decider_of(request)
    kind = request.GET.get("kind", "")
    words = request.GET.get("words", "").strip()[:LONGEST_SEARCH]
    page = queries.latest_decisions(kind=kind, words=words, after=request.GET.get("after", ""))
    asked = {"kind": kind, "words": words}
    context = {
        **_tabs(),
        **asked,
        "decisions": decision_views(page.rows, reader()),
        "next": urlencode({**asked, "after": page.after}) if page.after else "",
        "back": request.get_full_path(),
    }
    return render(request, "harvest/terms_decisions.html", context)


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    by = decider_of(request)
    form = UndoForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["decision"]:
        raise InvalidInput(_("Say which decision is to be undone."))
    found = queries.decisions_by_id(form.cleaned_data["decision"])
    operations.undo_terms(found, by=by)
    said = ngettext(
        "The decision is undone; the value waits again.",
        "%(count)d decisions are undone; their values wait again.",
        len(found),
    )
    messages.success(request, said % {"count": len(found)})
    return redirect(_safe(form.cleaned_data["back"]))


def _safe(back: str) -> str:
    """A page of this site, never another one."""
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("harvest:terms-decisions")


@READ_OR_SEND
@login_required
def exchange(request: HttpRequest) -> HttpResponse:
    """`config.uploads` lets a file through to this page."""
    by = decider_of(request)
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    read, status = _imported(form, by=by) if is_sent else (None, 200)
    context = {
        **_tabs(),
        "form": form,
        "read": read,
        "problems": read.problems[:MOST_PROBLEMS] if read else [],
        "further": max(len(read.problems) - MOST_PROBLEMS, 0) if read else 0,
    }
    return render(request, "harvest/terms_exchange.html", context, status=status)


def _imported(form: ImportForm, *, by: Person) -> tuple[Read | None, int]:
    """What became of the rows, or nothing and the status of the answer; the form then says why."""
    if not form.is_valid():
        return None, 400
    try:
        return operations.import_terms(table_text(form.cleaned_data["file"].read()), by=by), 200
    except ArmillaryError as error:
        form.add_error("file", str(error))
        return None, error.status


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    decider_of(request)
    return HttpResponse(
        decisions_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="decisions.csv"'},
    )


def _tabs() -> dict[str, Any]:
    return {"place": Place(""), "kinds": kind_views()}
