"""Rights requests on the desk: what waits, one with all its claims, the answer."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.core.errors import InvalidInput, require
from armillary.evaluation import operations, rules
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.interfaces.desk import attempt
from armillary.evaluation.interfaces.takedown_forms import AnswerForm
from armillary.evaluation.models import TakedownRequest
from armillary.evaluation.queries.takedowns import (
    claims_of,
    open_takedowns,
    takedown_by_public_id,
)
from armillary.people.interfaces.requests import actor_of

VERDICTS = {"uphold": operations.uphold_takedown, "refuse": operations.refuse_takedown}


@login_required
@require_safe
def takedowns(request: HttpRequest) -> HttpResponse:
    require(rules.may_answer_takedown(actor_of(request)))
    page = open_takedowns(after=request.GET.get("after", ""))
    return render(request, "evaluation/takedowns.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def takedown(request: HttpRequest, public_id: str) -> HttpResponse:
    require(rules.may_answer_takedown(actor_of(request)))
    found = takedown_by_public_id(public_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer(request, found, form):
        return redirect("evaluation:takedowns")
    context = {
        "takedown": found,
        "is_open": found.state == TakedownState.OPEN,
        "claims": claims_of(found),
        "form": form,
    }
    return render(request, "evaluation/takedown.html", context)


def _answer(request: HttpRequest, found: TakedownRequest, form: AnswerForm) -> bool:
    decide = VERDICTS.get(request.POST.get("verdict", ""))
    if decide is None:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    action = partial(decide, found, answer=form.cleaned_data["answer"], by=actor_of(request))
    return attempt(request, action, _("The answer is on record, and on its way to the claimant."))
