"""The inbox of links on the desk: what is broken, has moved or is doubtful, one link with its
history, and what curators decide about one or many of them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.evaluation import rules
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.interfaces.desk import attempt, go_back, say_decided
from armillary.evaluation.interfaces.link_forms import Chosen, chosen_in, filters_in
from armillary.evaluation.interfaces.link_tasks import ask_chosen_links
from armillary.evaluation.links import deciding, queries
from armillary.evaluation.links.deciding import Decided
from armillary.evaluation.links.operations import require_link_checks_on
from armillary.evaluation.links.queries import LinkFilters
from armillary.evaluation.links.undoing import undo_decision
from armillary.people.actors import Actor
from armillary.people.interfaces.requests import actor_of

TABS = (
    Standing.BROKEN,
    Standing.MOVED,
    Standing.DOUBTFUL,
    Standing.RESPELT,
    Standing.MISSED,
    Standing.UNCLEAR,
)
KEPT = ("show", "host", "outcome")  # from page to page
RECENT = 5  # decisions below the lists

DECISIONS: dict[str, Callable[[Chosen, Actor], Decided]] = {
    "accept": lambda chosen, by: deciding.accept_moves(chosen.links, seen=chosen.seen, by=by),
    "reject": lambda chosen, by: deciding.reject_moves(chosen.links, seen=chosen.seen, by=by),
    "excuse": lambda chosen, by: deciding.excuse_links(chosen.links, by=by),
    "withdraw": lambda chosen, by: deciding.withdraw_users(
        chosen.links, reason=chosen.reason, by=by
    ),
}


@login_required
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    require(rules.may_decide(actor_of(request)))
    filters, after = filters_in(request.GET), request.GET.get("after", "")
    by_host = filters == LinkFilters()
    page = queries.broken_hosts(after=after) if by_host else queries.links(filters, after=after)
    stated = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    context = {
        "page": page,
        "by_host": by_host,
        "filters": filters,
        "stated": stated,
        "next": urlencode({**stated, "after": page.after}) if page.after else "",
        **_frame(request, filters),
    }
    return render(request, "evaluation/links.html", context)


def _frame(request: HttpRequest, filters: LinkFilters) -> dict[str, Any]:
    """What stands around every list."""
    counts = queries.counts()
    return {
        "tabs": [(each, counts.get(each.value, "")) for each in TABS],
        "outcomes": queries.outcomes_of(filters.standing),
        "is_on": queries.are_on(),
        "decisions": queries.decisions(RECENT),
        "back": request.get_full_path(),
    }


@login_required
@require_safe
def link(request: HttpRequest, number: int) -> HttpResponse:
    require(rules.may_decide(actor_of(request)))
    story = queries.link_story(queries.link_by_id(number))
    context = {
        "story": story,
        "row": story.row,
        "link": story.row.link,
        "outcome": Outcome(story.row.link.outcome) if story.row.link.outcome else None,
        "is_on": queries.are_on(),
        "back": request.get_full_path(),
    }
    return render(request, "evaluation/link.html", context)


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    require(rules.may_decide(by))
    chosen = chosen_in(request.POST)
    if not chosen.links:
        messages.error(request, _("Choose at least one link."))
    elif request.POST.get("decision") == "ask":
        _ask(request, chosen)
    else:
        _decide(request, chosen, by)
    return go_back(request, "evaluation:links")


def _ask(request: HttpRequest, chosen: Chosen) -> None:
    def ask() -> None:
        require_link_checks_on()
        ask_chosen_links.enqueue(chosen.links)

    done = _("They are asked within minutes, at the pace of their hosts. Look again then.")
    attempt(request, ask, done)


def _decide(request: HttpRequest, chosen: Chosen, by: Actor) -> None:
    action = DECISIONS.get(request.POST.get("decision", ""))
    if action is None:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    try:
        decided = action(chosen, by)
    except ArmillaryError as error:
        messages.error(request, str(error))
        return
    count, left = decided.decision.links, decided.left
    done = ngettext(
        "Decided about %(count)d link. It can be undone on the page of links.",
        "Decided about %(count)d links. It can be undone on the page of links.",
        count,
    )
    say_decided(request, done % {"count": count}, decision=f"links-{decided.decision.public_id}")
    if left:
        rest = ngettext(
            "%(count)d link was left as it is: it has changed meanwhile, or this cannot be done to it.",
            "%(count)d links were left as they are: they have changed meanwhile, or this cannot be "
            "done to them.",
            left,
        )
        messages.warning(request, rest % {"count": left})


@login_required
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    by = actor_of(request)
    require(rules.may_decide(by))
    decision = queries.decision_by_public_id(public_id)
    attempt(request, partial(undo_decision, decision, by=by), _("It is undone."))
    return go_back(request, "evaluation:links")
