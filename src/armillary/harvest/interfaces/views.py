"""The desk of whoever looks after sources: what they gave, what is doubtful, and a button each."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from armillary.core.errors import Conflict, InvalidInput, require
from armillary.harvest import operations, queries, rules
from armillary.harvest.errors import InvalidSource, SourceExists
from armillary.harvest.interfaces import tasks
from armillary.harvest.interfaces.forms import DecisionForm, SourceChangeForm, SourceForm
from armillary.harvest.interfaces.labels import (
    count_rows,
    kind_label,
    reason_rows,
    suspicion_labels,
)
from armillary.harvest.interfaces.sentences import say
from armillary.harvest.models import Source
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

SHOWN: Final = 50
FIELD_OF: Final[dict[type, str]] = {SourceExists: "name", InvalidSource: "address"}

Stated = dict[str, Any]  # what a form has read


@require_GET
@login_required
def sources(request: HttpRequest) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    rows = [(row, kind_label(row.source.kind)) for row in queries.sources_with_last_run()]
    may_add = rules.may_add_source(person_of(request))
    return render(request, "harvest/sources.html", {"rows": rows, "may_add": may_add})


@login_required
def add_source(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    require(rules.may_add_source(by))
    form = SourceForm(request.POST if request.method == "POST" else None)
    added, status = _saved(form, lambda stated: _added(stated, by=by))
    if added is not None:
        return redirect("harvest:source", added.name)
    return render(request, "harvest/add_source.html", {"form": form}, status=status)


def _added(stated: Stated, *, by: Person) -> Source:
    return operations.add_source(
        stated["kind"],
        stated["address"],
        stated["name"],
        title=stated["title"],
        trusted=stated["trusted"],
        options={
            "set": stated["set"],
            "prefix": stated["metadata_format"],
            "language": stated["language"],
        },
        by=by,
    )


def _saved(form: Form, save: Callable[[Stated], Source]) -> tuple[Source | None, int]:
    """The source, or nothing and the status of the answer; the form then says what is wrong and
    keeps what was typed."""
    if not form.is_valid():
        return None, 400 if form.is_bound else 200
    try:
        return save(form.cleaned_data), 302
    except (InvalidInput, Conflict) as error:
        form.add_error(FIELD_OF.get(type(error)), str(error))
        return None, error.status


@login_required
def change_source(request: HttpRequest, name: str) -> HttpResponse:
    by = person_of(request)
    require(rules.may_add_source(by))
    row = queries.source_by_name(name)
    form = SourceChangeForm(request.POST if request.method == "POST" else None, source=row)
    changed, status = _saved(form, lambda stated: _changed(row, stated, by=by))
    if changed is not None:
        messages.success(request, _("Saved."))
        return redirect("harvest:source", row.name)
    context = {"form": form, "source": row}
    return render(request, "harvest/change_source.html", context, status=status)


def _changed(row: Source, stated: Stated, *, by: Person) -> Source:
    return operations.change_source(
        row,
        title=stated["title"],
        address=stated["address"],
        trusted=stated["trusted"],
        paused=stated["paused"],
        options={key: stated[key] for key in ("set", "language") if key in stated},
        by=by,
    )


@require_POST
@login_required
def remove_source(request: HttpRequest, name: str) -> HttpResponse:
    row = queries.source_by_name(name)
    operations.remove_source(row, by=person_of(request))
    messages.success(request, _("%(name)s was removed.") % {"name": name})
    return redirect("harvest:sources")


@require_GET
@login_required
def source(request: HttpRequest, name: str) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    row = queries.source_by_name(name)
    runs = queries.latest_runs(row)
    receipt = queries.receipt(runs[0]) if runs else None
    context = {
        "source": row,
        "run": runs[0] if runs else None,
        "runs": runs,
        "receipt": receipt,
        "counts": count_rows(receipt) if receipt else [],
        "reasons": reason_rows(receipt) if receipt else [],
        "problem": say(receipt["problem"]) if receipt else None,
        "kind": kind_label(row.kind),
        "may_run": rules.may_run_source(person_of(request), row),
        "may_change": rules.may_add_source(person_of(request)),
        "is_empty": not queries.has_records(row),
    }
    return render(request, "harvest/source.html", context)


@require_POST
@login_required
def run_source(request: HttpRequest, name: str) -> HttpResponse:
    row = queries.source_by_name(name)
    require(rules.may_run_source(person_of(request), row))
    tasks.run_source.enqueue(row.pk, full="full" in request.POST)
    messages.success(request, _("The run has been asked for, and begins in a moment."))
    return redirect("harvest:source", row.name)


@require_GET
@login_required
def suspicions(request: HttpRequest) -> HttpResponse:
    require(rules.may_judge(person_of(request)))
    found = queries.open_suspicions()
    rows = [(row, suspicion_labels(row.reasons)) for row in found[:SHOWN]]
    context = {"rows": rows, "total": found.count(), "decided": queries.decided_lately()}
    return render(request, "harvest/suspicions.html", context)


@require_POST
@login_required
def decide(request: HttpRequest, number: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    same = form.cleaned_data["verdict"] == "same"
    row = queries.suspicion_by_id(number)
    operations.decide_suspicion(row, same=same, by=person_of(request))
    done = _("The two are one resource now.") if same else _("The two stay apart.")
    messages.success(request, done)
    return redirect("harvest:suspicions")


@require_POST
@login_required
def undo(request: HttpRequest, number: int) -> HttpResponse:
    row = queries.suspicion_by_id(number)
    operations.undo_decision(row, by=person_of(request))
    messages.success(request, _("The decision is undone; the pair waits again."))
    return redirect("harvest:suspicions")
