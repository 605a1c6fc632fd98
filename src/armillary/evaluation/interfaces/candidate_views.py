"""The table of what waits for a decision."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from armillary.catalogue.enums import ResourceState
from armillary.core.errors import require
from armillary.evaluation import operations, rules
from armillary.evaluation.checks import CHECKS
from armillary.evaluation.interfaces.decision_views import decision_in, say_outcome
from armillary.evaluation.interfaces.desk import reader_language
from armillary.evaluation.queries import CandidateFilters
from armillary.evaluation.queries import candidates as candidate_page
from armillary.harvest.queries import source_titles
from armillary.people.interfaces.requests import actor_of
from armillary.vocabularies.queries import choices

TICK = "tick"  # asks for a page on which everything is ticked


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
        "is_ticked": TICK in request.GET,
        "tick_all": urlencode({**chosen, **_place(request), TICK: "all"}),
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


def _place(request: HttpRequest) -> dict[str, str]:
    """Which page of the list this is."""
    after = request.GET.get("after", "")
    return {"after": after} if after else {}


def _decide_many(request: HttpRequest) -> HttpResponse:
    kind, chosen = decision_in(request), request.POST.getlist("resource")
    reason = request.POST.get("reason", "")
    decided = operations.decide_resources(kind, chosen, reason=reason, by=actor_of(request))
    say_outcome(request, decided)
    query = urlencode([(k, v) for k, v in request.GET.items() if k != TICK])
    return redirect(reverse("evaluation:candidates") + (f"?{query}" if query else ""))
