"""One resource on the desk: every field with its origin, the checks, the decision, the history."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armillary.catalogue.alignments import queries as alignments
from armillary.catalogue.enums import AlignmentState
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import InvalidInput, require
from armillary.evaluation import operations, rules
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk import attempt, reader_language, say_decided
from armillary.evaluation.interfaces.editing import (
    editor_named,
    field_label,
    field_views,
    sent_changes,
)
from armillary.evaluation.links.queries import are_on, links_of
from armillary.evaluation.queries import history_of, public_signals
from armillary.harvest.guessing.queries import guesses_of
from armillary.people.interfaces.requests import actor_of


@login_required
@require_safe
def resource(request: HttpRequest, public_id: str) -> HttpResponse:
    require(rules.may_correct(actor_of(request)))
    found = resource_by_public_id(public_id)
    if found.public_id != public_id:
        return redirect("evaluation:resource", found.public_id)
    language = reader_language()
    guesses = guesses_of(found, language)
    context = {
        "resource": found,
        "fields": field_views(found, language, guesses.fields),
        "guesses": guesses,
        "history": [
            (line, [field_label(name) for name in line.fields]) for line in history_of(found)
        ],
        "confirmed": alignments.alignments_of(found, AlignmentState.CONFIRMED),
        "suggested": alignments.alignments_of(found, AlignmentState.SUGGESTED),
        "frameworks": alignments.frameworks(),
        "links": links_of(found),
        "is_on": are_on(),
        "back": request.get_full_path(),
        **public_signals(found, language),
    }
    return render(request, "evaluation/resource.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    require(rules.may_decide(actor_of(request)))
    found = resource_by_public_id(public_id)
    stated, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    if stated not in ListingKind:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    decided = operations.decide_resources(
        ListingKind(stated), [found.public_id], reason=reason, by=actor_of(request)
    )
    if decided.decision is not None:
        identifier = f"listing-{decided.decision.public_id}"
        say_decided(request, _("Your decision is recorded."), decision=identifier)
    for problem in decided.problems.values():
        messages.error(request, problem)
    return redirect("evaluation:resource", found.public_id)


@login_required
@require_POST
def field(request: HttpRequest, public_id: str, field: str) -> HttpResponse:
    by = actor_of(request)
    require(rules.may_correct(by))
    found = resource_by_public_id(public_id)
    editor_named(field)
    if request.POST.get("action") == "unlock":
        release = partial(operations.release_field, found, field, by=by)
        attempt(request, release, _("The sources may change this field again."))
    else:
        changes = sent_changes(field, request.POST)
        correct = partial(operations.correct_resource, found, changes=changes, by=by)
        attempt(request, correct, _("Saved. No harvest will overwrite this field."))
    return redirect("evaluation:resource", found.public_id)
