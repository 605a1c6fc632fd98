"""The desk of whoever looks after sources: what they gave, what is doubtful, and a button each."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from armillary.core.errors import Conflict, InvalidInput, require
from armillary.harvest import operations, queries, rules
from armillary.harvest.enums import Schedule, SourceState
from armillary.harvest.errors import InvalidSource, SourceExists
from armillary.harvest.interfaces import tasks
from armillary.harvest.interfaces.forms import SourceChangeForm, SourceForm
from armillary.harvest.interfaces.labels import kind_label
from armillary.harvest.interfaces.run_views import receipt_context
from armillary.harvest.interfaces.sentences import say
from armillary.harvest.kinds import BUILT_IN, KINDS, kind_of
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
    kind = request.POST.get("kind") or request.GET.get("kind")
    if not kind:
        return render(request, "harvest/choose_kind.html", {"kinds": KINDS.values()})
    form = SourceForm(request.POST if request.method == "POST" else None, kind=kind)
    added, status = _saved(form, lambda stated: _added(kind, stated, by=by))
    if added is not None:
        return redirect("harvest:source", added.name)
    context = {"form": form, "kind": kind_of(kind)}
    return render(request, "harvest/add_source.html", context, status=status)


def _added(kind: str, stated: Stated, *, by: Person) -> Source:
    return operations.add_source(
        kind,
        stated["address"],
        stated["name"],
        title=stated["title"],
        trusted=stated["trusted"],
        only_stem=stated["only_stem"],
        ask_before_merging=stated["ask_before_merging"],
        schedule=stated["schedule"] or Schedule.BY_HAND,
        options=_options(kind, stated),
        by=by,
    )


def _options(kind: str, stated: Stated) -> Stated:
    return {option.name: stated[option.name] for option in kind_of(kind).options}


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
        schedule=stated["schedule"] or None,
        relist_days=stated.get("relist_days"),
        trusted=stated["trusted"],
        only_stem=stated["only_stem"],
        ask_before_merging=stated["ask_before_merging"],
        paused=stated["paused"],
        options=_options(row.kind, stated),
        by=by,
    )


@login_required
@transaction.atomic
def remove_source(request: HttpRequest, name: str) -> HttpResponse:
    by = person_of(request)
    require(rules.may_add_source(by))
    row = queries.source_by_name(name)
    if request.method != "POST":
        context = {"source": row, "plan": operations.plan_removal(row, by=by)}
        return render(request, "harvest/remove_source.html", context)
    removal = operations.remove_source(row, retire="retire" in request.POST, by=by)
    if removal.is_retired:
        tasks.let_go_of_records.enqueue(row.pk)
    messages.success(request, _("%(name)s was removed.") % {"name": name})
    return redirect("harvest:sources")


@require_GET
@login_required
def source(request: HttpRequest, name: str) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    row = queries.source_by_name(name)
    runs = queries.latest_runs(row)
    context = {
        "source": row,
        "runs": runs,
        **(receipt_context(runs[0], to=person_of(request)) if runs else {}),
        "kind": kind_label(row.kind),
        "given_up": say(row.paused_because) if row.paused_because else None,
        "may_run": row.kind not in BUILT_IN and rules.may_run_source(person_of(request), row),
        "may_change": rules.may_add_source(person_of(request)),
        "may_remove": row.kind not in BUILT_IN and row.state != SourceState.RETIRED,
    }
    return render(request, "harvest/source.html", context)


@require_POST
@login_required
def run_source(request: HttpRequest, name: str) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    row = queries.source_by_name(name)
    require(rules.may_run_source(person_of(request), row))
    tasks.run_source.enqueue(row.pk, full="full" in request.POST)
    messages.success(request, _("The run has been asked for, and begins in a moment."))
    return redirect("harvest:source", row.name)
