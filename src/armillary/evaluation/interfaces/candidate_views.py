"""The table of what waits for a decision."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.evaluation import operations, rules
from armillary.evaluation.checks import CHECKS
from armillary.evaluation.interfaces.desk import reader_language
from armillary.evaluation.queries import CandidateFilters
from armillary.evaluation.queries import candidates as candidate_page
from armillary.evaluation.queries.candidates import PAGE
from armillary.harvest.queries import source_titles
from armillary.people.actors import Actor
from armillary.people.interfaces.requests import actor_of
from armillary.vocabularies.queries import choices

DECISIONS: dict[str, Callable[..., Resource]] = {
    "list": operations.list_resource,
    "decline": operations.decline_resource,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest) -> HttpResponse:
    require(rules.may_decide(actor_of(request)))
    if request.method == "POST":
        return _decide_many(request)
    filters = _filters(request)
    page = candidate_page(filters, after=request.GET.get("after", ""), language=reader_language())
    chosen = _query(filters)
    context = {
        "page": page,
        "filters": filters,
        "checks": CHECKS.values(),
        "sources": source_titles(),
        "languages": choices("languages", reader_language()),
        "states": ResourceState.choices,
        "query": chosen,
        "next": urlencode({**chosen, "after": page.after}) if page.after else "",
    }
    return render(request, "evaluation/candidates.html", context)


def _filters(request: HttpRequest) -> CandidateFilters:
    sent = {name: request.GET.get(name, "") for name in ("check", "source", "language")}
    return CandidateFilters(state=request.GET.get("state") or ResourceState.CANDIDATE, **sent)


def _query(filters: CandidateFilters) -> dict[str, str]:
    sent = {
        "state": filters.state,
        "check": filters.check,
        "source": filters.source,
        "language": filters.language,
    }
    return {name: str(value) for name, value in sent.items() if value}


def _decide_many(request: HttpRequest) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    chosen = request.POST.getlist("resource")[:PAGE]
    problems = _each(chosen, decision, request.POST.get("reason", ""), actor_of(request))
    done = len(chosen) - len(problems)
    if done:
        text = ngettext("%(count)d resource decided.", "%(count)d resources decided.", done) % {
            "count": done
        }
        messages.success(request, text)
    for problem in dict.fromkeys(problems):
        messages.error(request, problem)
    if not chosen:
        messages.error(request, _("Choose at least one resource."))
    query = request.GET.urlencode()
    return redirect(reverse("evaluation:candidates") + (f"?{query}" if query else ""))


def _each(chosen: Sequence[str], decision: str, reason: str, by: Actor) -> list[str]:
    """Decide one by one, so that one that cannot be decided does not hold up the others."""
    problems = []
    for public_id in chosen:
        try:
            resource = resource_by_public_id(public_id)
            DECISIONS[decision](resource, by=by, reason=reason)
        except ArmillaryError as error:
            problems.append(str(error))
    return problems
