"""Suggest a resource, and see what became of it: the pages of whoever is signed in."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.core.errors import ArmillaryError, require
from armillary.harvest import rules
from armillary.harvest.enums import Fate, Way
from armillary.harvest.interfaces.labels import COUNTS, reason_rows
from armillary.harvest.interfaces.sentences import Said, say
from armillary.harvest.interfaces.submission_forms import AddressForm, AskForm, SuggestionForm
from armillary.harvest.models import Submission
from armillary.harvest.queries import receipt
from armillary.harvest.submissions import operations, queries
from armillary.harvest.submissions.proposing import (
    checked_address,
    known_resource,
    proposal_for,
)
from armillary.harvest.submissions.queries import ItemRow
from armillary.harvest.submissions.words import words_from
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

COUNTED: Final = ("received", "created", "matched", "rejected", "suspected")
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def submitter_of(request: HttpRequest) -> Person:
    """Whoever is signed in, if their address is known to be theirs."""
    person = person_of(request)
    require(
        rules.may_submit(person),
        _("Confirm your e-mail address first, so that you can be told what became of it."),
    )
    return person


def refused(form: Form, error: ArmillaryError) -> int:
    """Say on the form what was refused; the status of the answer."""
    form.add_error(None, str(error))
    return error.status


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    submitter_of(request)
    return render(request, "harvest/submit.html", {"form": AddressForm()})


@require_POST
@login_required
def by_address(request: HttpRequest) -> HttpResponse:
    """The form, filled with what the page at the address says of itself."""
    person = submitter_of(request)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return render(request, "harvest/submit.html", {"form": form}, status=400)
    try:
        address = checked_address(form.cleaned_data["address"])
        known = None if form.cleaned_data["anyway"] else known_resource(address)
        if known is not None:
            context = {"resource": known, "address": address}
            return render(request, "harvest/submit_known.html", context)
        proposal = proposal_for(address, language=get_language() or "en", by=person)
    except ArmillaryError as error:
        status = refused(form, error)
        return render(request, "harvest/submit.html", {"form": form}, status=status)
    shown = SuggestionForm(words=proposal.words, way=Way.ADDRESS, proposed=not proposal.problem)
    problem = say(proposal.problem) if proposal.problem else None
    context = {"form": shown, "problem": problem, "was_fetched": not proposal.problem}
    return render(request, "harvest/submit_form.html", context)


@READ_OR_SEND
@login_required
def by_form(request: HttpRequest) -> HttpResponse:
    person = submitter_of(request)
    if request.method != "POST":
        return render(request, "harvest/submit_form.html", {"form": SuggestionForm()})
    form = SuggestionForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            made = _submitted(form, person)
        except ArmillaryError as error:
            status = refused(form, error)
        else:
            messages.success(request, _("Thank you. A curator will look at it."))
            return redirect("submissions:one", made.public_id)
    return render(request, "harvest/submit_form.html", {"form": form}, status=status)


def _submitted(form: SuggestionForm, person: Person) -> Submission:
    sent = form.cleaned_data
    words = words_from(sent)
    return operations.submit(words, way=form.chosen_way, note=sent["note"], by=person)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    page = queries.submissions_of(person_of(request), after=request.GET.get("after", ""))
    return render(request, "harvest/submissions.html", {"page": page})


@require_safe
@login_required
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    by = person_of(request)
    found = queries.submission_by_public_id(public_id, by=by)
    [row] = queries.rows_of([found])
    context = {
        "submission": found,
        "row": row,
        "may_change": rules.may_change_submission(by, found) and row.is_undecided,
        "may_answer": rules.may_answer_submission(by),
        "aside": queries.count_aside(found),
        "ask": AskForm()["text"],
        "reason": why(row.item) if row.item else None,
        "words": queries.words_in_submission(found) if row.item else None,
        **(_table_context(request, found) if found.way == Way.TABLE else {}),
    }
    return render(request, "harvest/submission.html", context)


def why(item: ItemRow) -> Said | None:
    """Our own sentences are said in the reader's language, a curator's stay as they were written."""
    if not item.reason:
        return None
    return say(item.reason) if item.fate == Fate.REJECTED else Said(item.reason, "")


def _table_context(request: HttpRequest, found: Submission) -> dict[str, Any]:
    """Receipt and rows of a table, perhaps those of one fate only."""
    fate, after = request.GET.get("fate", ""), request.GET.get("after", "")
    page = queries.items_of(found, fate=fate, after=int(after) if after.isdecimal() else 0)
    facts = receipt(found.run)
    return {
        "items": [(item, why(item)) for item in page.rows],
        "after": page.after,
        "fate": fate if fate in Fate.values else "",
        "counts": [(COUNTS[name], facts[name]) for name in COUNTED],
        "reasons": reason_rows(facts),
    }


@READ_OR_SEND
@login_required
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    by = person_of(request)
    found = queries.submission_by_public_id(public_id, by=by)
    require(rules.may_change_submission(by, found))
    words = queries.words_in_submission(found)
    if request.method != "POST":
        form = SuggestionForm(words=words, note=found.note)
        return render(request, "harvest/submission_change.html", {"form": form, "row": found})
    form = SuggestionForm(request.POST, words=words)
    status = 400
    if form.is_valid():
        sent = form.cleaned_data
        try:
            operations.change_submission(found, words_from(sent), note=sent["note"], by=by)
        except ArmillaryError as error:
            status = refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("submissions:one", found.public_id)
    context = {"form": form, "row": found}
    return render(request, "harvest/submission_change.html", context, status=status)


@require_POST
@login_required
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    by = person_of(request)
    found = queries.submission_by_public_id(public_id, by=by)
    operations.take_back(found, by=by)
    messages.success(request, _("Your suggestion is taken back."))
    return redirect("submissions:one", found.public_id)
