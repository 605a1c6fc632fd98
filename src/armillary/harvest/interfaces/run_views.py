"""Runs at the desk: all of them, the receipt of one, and how far it is while it goes on."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from armillary.core.errors import require
from armillary.harvest import operations, queries, rules, run_lists
from armillary.harvest.enums import RunState
from armillary.harvest.interfaces import exports
from armillary.harvest.interfaces.labels import count_rows, proof_sentences, reason_rows
from armillary.harvest.interfaces.sentences import say
from armillary.harvest.interfaces.terms_labels import kind_views
from armillary.harvest.models import Run
from armillary.harvest.terms.rules import may_decide_terms
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

PAUSE: Final = 5  # seconds until a page is loaded again that shows how far a run is
KEPT: Final = ("source", "state")  # from page to page


@require_GET
@login_required
def runs(request: HttpRequest) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    asked = {name: request.GET.get(name, "") for name in KEPT}
    source = queries.source_by_name(asked["source"]) if asked["source"] else None
    page = run_lists.runs(source, state=asked["state"], after=request.GET.get("after", ""))
    context = {
        **asked,
        "rows": [(run, say(run.problem) if run.problem else None) for run in page.rows],
        "sources": queries.source_titles(),
        "states": RunState.choices,
        "next": urlencode({**asked, "after": page.after}) if page.after else "",
    }
    is_going_on = any(run.state == RunState.RUNNING for run in page.rows)
    return _followed(request, "harvest/runs.html", context, is_going_on=is_going_on)


@require_GET
@login_required
def run(request: HttpRequest, name: str, number: int) -> HttpResponse:
    found, person = _seen_run(request, name, number), person_of(request)
    is_going_on = found.state == RunState.RUNNING
    is_stoppable = is_going_on and not found.is_remapping
    context = {
        "source": found.source,
        "may_stop": is_stoppable and rules.may_run_source(person, found.source),
        **receipt_context(found, to=person),
    }
    return _followed(request, "harvest/run.html", context, is_going_on=is_going_on)


def _followed(
    request: HttpRequest, template: str, context: dict[str, Any], *, is_going_on: bool
) -> HttpResponse:
    """Loaded again and again while something goes on, unless the reader wants it to stand still."""
    is_still = "still" in request.GET
    followed = {"is_going_on": is_going_on, "is_still": is_still, "pause": PAUSE}
    response = render(request, template, {**context, **followed})
    if is_going_on and not is_still:
        response["Refresh"] = str(PAUSE)
    return response


def receipt_context(run: Run, *, to: Person) -> dict[str, Any]:
    """What became of the records, and what of their values waits for a decision now."""
    receipt = queries.receipt(run)
    return {
        "unknown": [view for view in kind_views(run.source) if view.waiting.number],
        "may_decide_terms": may_decide_terms(to),
        "run": run,
        "receipt": receipt,
        "proof": proof_sentences(receipt),
        "counts": count_rows(receipt),
        "reasons": reason_rows(receipt),
        "problem": say(receipt["problem"]),
    }


@require_GET
@login_required
def receipt_json(request: HttpRequest, name: str, number: int) -> HttpResponse:
    return JsonResponse(queries.receipt(_seen_run(request, name, number)))


@require_GET
@login_required
def receipt_csv(request: HttpRequest, name: str, number: int) -> HttpResponse:
    body = exports.receipt_csv(queries.receipt(_seen_run(request, name, number)))
    file = f"{name}-{number}.csv"
    return HttpResponse(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


@require_POST
@login_required
def stop(request: HttpRequest, name: str, number: int) -> HttpResponse:
    found = _seen_run(request, name, number)
    operations.stop_run(found, by=person_of(request))
    messages.success(
        request, _("The run is stopped. What it took is kept; the next goes on there.")
    )
    return redirect("harvest:run", name, number)


def _seen_run(request: HttpRequest, name: str, number: int) -> Run:
    require(rules.may_see_sources(person_of(request)))
    return queries.run_of(queries.source_by_name(name), number)
