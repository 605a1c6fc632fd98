"""Suggest a whole table: send it, look at its columns, submit its rows."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from armillary.core.errors import ArmillaryError
from armillary.harvest.interfaces.sentences import say
from armillary.harvest.interfaces.submission_forms import LABELS, ColumnsForm, TableForm
from armillary.harvest.interfaces.submission_views import READ_OR_SEND, refused, submitter_of
from armillary.harvest.models import Submission
from armillary.harvest.submissions import tables
from armillary.people.models import Person


@READ_OR_SEND
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """`config.uploads` lets a file through to this page only."""
    person = submitter_of(request)
    if request.method != "POST":
        return render(request, "harvest/submit_table.html", {"form": TableForm()})
    form = TableForm(request.POST, request.FILES)
    status = 400
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            tables.keep_draft(sent.name, sent.read(), by=person)
        except ArmillaryError as error:
            form.add_error("file", str(error))
            status = error.status
        else:
            return redirect("submissions:columns")
    return render(request, "harvest/submit_table.html", {"form": form}, status=status)


@READ_OR_SEND
@login_required
def columns(request: HttpRequest) -> HttpResponse:
    """The first rows as they would become; a button each to look again and to submit."""
    person = submitter_of(request)
    sheet = tables.sheet_of(tables.draft_of(person))
    proposed = tables.plan_of(sheet, {}, language="")
    if request.method != "POST":
        form = ColumnsForm(columns=proposed.columns, mapping=proposed.mapping)
        return _columns_page(request, form, proposed, sheet)
    form = ColumnsForm(request.POST, columns=proposed.columns, mapping=proposed.mapping)
    if not form.is_valid():
        return _columns_page(request, form, proposed, sheet, status=400)
    status = 200
    if "submit" in request.POST:
        try:
            made = _submitted(form, sheet, person)
        except ArmillaryError as error:
            status = refused(form, error)
        else:
            messages.success(request, _("Thank you. This is what became of each row."))
            return redirect("submissions:one", made.public_id)
    plan = tables.plan_of(sheet, form.mapping(), language=form.cleaned_data["language"])
    return _columns_page(request, form, plan, sheet, status=status)


def _submitted(form: ColumnsForm, sheet: tables.Sheet, person: Person) -> Submission:
    sent = form.cleaned_data
    return tables.submit_table(
        sheet, form.mapping(), language=sent["language"], note=sent["note"], by=person
    )


def _columns_page(
    request: HttpRequest,
    form: ColumnsForm,
    plan: tables.Plan,
    sheet: tables.Sheet,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "draft": sheet.draft,
        "plan": plan,
        "rows": [_shown(row) for row in plan.rows],
        "unknown": [(LABELS.get(name, name), values) for name, values in plan.unknown.items()],
    }
    return render(request, "harvest/submit_columns.html", context, status=status)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """One row as it would become: its title and address, or why it would be rejected."""
    titles = row.get("titles", {})
    return {
        "number": row["row"],
        "title": next(iter(titles.values()), ""),
        "address": next(iter(row.get("addresses", [])), ""),
        "problem": say(row["problem"]) if "problem" in row else None,
    }
