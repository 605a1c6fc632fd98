"""Decisions of late at the desk, with a button to undo each; and one decision about many submissions."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.evaluation import rules
from armillary.evaluation.desk import decisions as kept
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk import go_back, say_decided
from armillary.evaluation.operations import Decided, decide_resources
from armillary.harvest.submissions.queries import undecided_resources
from armillary.people.interfaces.requests import actor_of

AT_ONCE = (ListingKind.LIST, ListingKind.DECLINE)  # what lists offer for many


@require_safe
@login_required
def decisions(request: HttpRequest) -> HttpResponse:
    require(rules.may_decide(actor_of(request)))
    page = kept.latest_decisions(after=request.GET.get("after", ""))
    context = {"page": page, "back": request.get_full_path()}
    return render(request, "evaluation/decisions.html", context)


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    require(rules.may_decide(by))
    try:
        undone = kept.undo_decision(request.POST.get("decision", ""), by=by)
    except ArmillaryError as error:
        messages.error(request, str(error))
        return go_back(request, "evaluation:decisions")
    messages.success(request, _("It is undone."))
    if undone.left:
        said = ngettext(
            "%(count)d has been changed since, and stays as it is.",
            "%(count)d have been changed since, and stay as they are.",
            undone.left,
        )
        messages.warning(request, said % {"count": undone.left})
    return go_back(request, "evaluation:decisions")


@require_POST
@login_required
def decide_submissions(request: HttpRequest) -> HttpResponse:
    """About everything undecided in the submissions that were ticked."""
    by = actor_of(request)
    require(rules.may_decide(by))
    chosen = undecided_resources(request.POST.getlist("submission"))
    decide = partial(decide_resources, reason=request.POST.get("reason", ""), by=by)
    say_outcome(request, decide(decision_in(request), chosen))
    return go_back(request, "submissions:desk")


def decision_in(request: HttpRequest) -> ListingKind:
    """The button that was pressed. Raises `InvalidInput`."""
    stated = request.POST.get("decision", "")
    if stated not in AT_ONCE:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    return ListingKind(stated)


def say_outcome(request: HttpRequest, decided: Decided) -> None:
    """How many were decided, with a button that undoes it, and why others were not."""
    if decided.decision is not None:
        count = decided.decision.resources
        said = ngettext("%(count)d resource decided.", "%(count)d resources decided.", count)
        identifier = f"listing-{decided.decision.public_id}"
        say_decided(request, said % {"count": count}, decision=identifier)
    for problem in dict.fromkeys(decided.problems.values()):
        messages.error(request, problem)
    if decided.decision is None and not decided.problems:
        messages.error(request, _("Choose at least one resource."))
