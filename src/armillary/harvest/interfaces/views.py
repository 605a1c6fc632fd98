"""The desk of whoever looks after sources: what they gave, what is doubtful, and a button each."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from armillary.core.errors import require
from armillary.harvest import operations, queries, rules
from armillary.harvest.interfaces import tasks
from armillary.harvest.interfaces.forms import DecisionForm, SourceForm
from armillary.harvest.interfaces.labels import count_rows, suspicion_labels
from armillary.people.models import Person

SHOWN: Final = 50


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):  # the decorator has made sure of it
        raise TypeError
    return request.user


@require_GET
@login_required
def sources(request: HttpRequest) -> HttpResponse:
    require(rules.may_see_sources(_person(request)))
    rows = queries.sources_with_last_run()
    may_add = rules.may_add_source(_person(request))
    return render(request, "harvest/sources.html", {"rows": rows, "may_add": may_add})


@login_required
def add_source(request: HttpRequest) -> HttpResponse:
    require(rules.may_add_source(_person(request)))
    form = SourceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "harvest/add_source.html", {"form": form})
    stated = form.cleaned_data
    source = operations.add_source(
        stated["kind"],
        stated["address"],
        stated["name"],
        trusted=stated["trusted"],
        options={
            "set": stated["set"],
            "prefix": stated["metadata_format"],
            "language": stated["language"],
        },
        by=_person(request),
    )
    return redirect("harvest:source", source.name)


@require_GET
@login_required
def source(request: HttpRequest, name: str) -> HttpResponse:
    require(rules.may_see_sources(_person(request)))
    row = queries.source_by_name(name)
    runs = queries.latest_runs(row)
    receipt = queries.receipt(runs[0]) if runs else None
    context = {
        "source": row,
        "run": runs[0] if runs else None,
        "runs": runs,
        "receipt": receipt,
        "counts": count_rows(receipt) if receipt else [],
        "may_run": rules.may_run_source(_person(request), row),
    }
    return render(request, "harvest/source.html", context)


@require_POST
@login_required
def run_source(request: HttpRequest, name: str) -> HttpResponse:
    row = queries.source_by_name(name)
    require(rules.may_run_source(_person(request), row))
    tasks.run_source.enqueue(row.pk, full="full" in request.POST)
    messages.success(request, _("The run has been asked for, and begins in a moment."))
    return redirect("harvest:source", row.name)


@require_GET
@login_required
def suspicions(request: HttpRequest) -> HttpResponse:
    require(rules.may_judge(_person(request)))
    found = queries.open_suspicions()
    rows = [(row, suspicion_labels(row.reasons)) for row in found[:SHOWN]]
    context = {"rows": rows, "total": found.count()}
    return render(request, "harvest/suspicions.html", context)


@require_POST
@login_required
def decide(request: HttpRequest, number: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if form.is_valid():
        same = form.cleaned_data["verdict"] == "same"
        row = queries.suspicion_by_id(number)
        operations.decide_suspicion(row, same=same, by=_person(request))
    return redirect("harvest:suspicions")
