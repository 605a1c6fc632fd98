"""The desk's pages on duplicates: what waits for a decision, what was decided, and every merge with
its reasons and the sources of its fields."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armillary.catalogue.merging import queries as merging
from armillary.core.errors import InvalidInput, require
from armillary.harvest import operations, rules
from armillary.harvest.duplicates import queries
from armillary.harvest.enums import SuspicionState, Tie
from armillary.harvest.interfaces import tasks
from armillary.harvest.interfaces.forms import DecisionForm
from armillary.harvest.interfaces.pair_labels import field_views, merge_views, pair_views
from armillary.harvest.queries import decided_lately, suspicion_by_id
from armillary.people.interfaces.requests import person_of

DONE: Final = {
    SuspicionState.SAME: gettext_lazy("The two are one resource now."),
    SuspicionState.EDITIONS: gettext_lazy("The two are editions of one work now."),
    SuspicionState.DIFFERENT: gettext_lazy("The two stay apart."),
}
PARTED: Final = gettext_lazy("The two are parted, and nobody will ask about them again.")


def _judge(request: HttpRequest) -> Any:
    person = person_of(request)
    require(rules.may_judge(person))
    return person


@require_safe
@login_required
def suspicions(request: HttpRequest) -> HttpResponse:
    _judge(request)
    tie = request.GET.get("tie", "")
    page = queries.waiting_pairs(tie=tie, after=request.GET.get("after", ""))
    context = {
        "pairs": pair_views(page.rows),
        "after": page.after,
        "total": queries.open_pairs(tie).count(),
        "decided": [] if request.GET.get("after") else pair_views(decided_lately()),
        "ties": Tie.choices,
        "tie": tie,
    }
    return render(request, "harvest/suspicions.html", context)


@require_safe
@login_required
def decided(request: HttpRequest) -> HttpResponse:
    _judge(request)
    page = queries.decided_pairs(after=request.GET.get("after", ""))
    context = {"decided": pair_views(page.rows), "after": page.after}
    return render(request, "harvest/decided_pairs.html", context)


@require_POST
@login_required
def decide(request: HttpRequest, number: int) -> HttpResponse:
    by = _judge(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    row = suspicion_by_id(number)
    row = operations.give_verdict(row, form.cleaned_data["verdict"], by=by)
    messages.success(request, str(DONE[SuspicionState(row.state)]))
    return redirect("harvest:suspicions")


@require_POST
@login_required
def undo(request: HttpRequest, number: int) -> HttpResponse:
    by = _judge(request)
    row = operations.undo_decision(suspicion_by_id(number), by=by)
    waits = row.state == SuspicionState.OPEN
    done = _("The decision is undone; the pair waits again.") if waits else PARTED
    messages.success(request, str(done))
    return redirect("harvest:suspicions")


@require_POST
@login_required
def compare(request: HttpRequest) -> HttpResponse:
    _judge(request)
    tasks.compare_everything.enqueue(rebuild=True)
    messages.success(request, _("The search has been asked for, and begins in a moment."))
    return redirect("harvest:suspicions")


@require_safe
@login_required
def merges(request: HttpRequest) -> HttpResponse:
    _judge(request)
    page = merging.latest_merges(after=request.GET.get("after", ""))
    context = {"merges": merge_views(page.rows), "after": page.after}
    return render(request, "harvest/merges.html", context)


@require_safe
@login_required
def merge(request: HttpRequest, number: int) -> HttpResponse:
    _judge(request)
    row = merging.merge_by_id(number)
    [view] = merge_views([row])
    context = {"view": view, "fields": field_views(row, get_language() or "en")}
    return render(request, "harvest/merge.html", context)


@require_POST
@login_required
def part(request: HttpRequest, number: int) -> HttpResponse:
    by = _judge(request)
    operations.part_resources(merging.merge_by_id(number), by=by)
    messages.success(request, str(PARTED))
    return redirect("harvest:merge", number)
