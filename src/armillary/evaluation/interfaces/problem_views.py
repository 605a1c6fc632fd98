"""The public form for problems, and the curators' screens for what was reported."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from armillary.catalogue.queries import public_id_in
from armillary.core.errors import ArmillaryError, require
from armillary.evaluation import rules
from armillary.evaluation.enums import ProblemState
from armillary.evaluation.interfaces.clients import client_digest
from armillary.evaluation.interfaces.desk import attempt
from armillary.evaluation.interfaces.problem_forms import ProblemForm, SettleForm
from armillary.evaluation.problems import operations, queries
from armillary.people.interfaces.requests import actor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, ProblemForm(resource=public_id_in(request.GET.get("resource", ""))))
    form = ProblemForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    try:
        operations.report_problem(
            form.problem(), client=client_digest(request), by=actor_of(request)
        )
    except ArmillaryError as error:
        form.add_error(None, error.message)
        return _form(request, form, status=error.status)
    return redirect("problems:sent")


def _form(request: HttpRequest, form: ProblemForm, status: int = 200) -> HttpResponse:
    return render(request, "evaluation/problem_form.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "evaluation/problem_sent.html")


@require_safe
@login_required
def problems(request: HttpRequest) -> HttpResponse:
    require(rules.may_settle_problem(actor_of(request)))
    is_settled = request.GET.get("state") == ProblemState.SETTLED
    state = ProblemState.SETTLED if is_settled else ProblemState.OPEN
    page = queries.problems(state, after=request.GET.get("after", ""))
    context = {"page": page, "state": state, "is_settled": is_settled}
    return render(request, "evaluation/problems.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    by = actor_of(request)
    require(rules.may_settle_problem(by))
    found = queries.problem_by_public_id(public_id)
    form = SettleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        answer = form.cleaned_data["answer"]
        settle = partial(operations.settle_problem, found, answer=answer, by=by)
        if attempt(request, settle, _("The problem is settled.")):
            return redirect("evaluation:problems")
    context = {"problem": found, "is_open": found.state == ProblemState.OPEN, "form": form}
    return render(request, "evaluation/problem.html", context)
