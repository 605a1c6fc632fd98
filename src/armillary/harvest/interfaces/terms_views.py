"""The inbox of unknown values at the desk: what waits, and one decision that maps a value everywhere,
or many values alike."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from armillary.core.errors import ArmillaryError, require
from armillary.harvest.interfaces.terms_forms import DecideForm
from armillary.harvest.interfaces.terms_labels import (
    decision_views,
    kind_views,
    term_views,
    with_some,
)
from armillary.harvest.interfaces.terms_places import Place, decided_lately, place_of, source_of
from armillary.harvest.models import Source, TermDecision, UnknownTerm
from armillary.harvest.operations import terms as operations
from armillary.harvest.queries import source_by_name
from armillary.harvest.terms import queries
from armillary.harvest.terms.meaning import spelling_of
from armillary.harvest.terms.rules import may_decide_terms
from armillary.harvest.terms.vocabulary import LABELS, groups
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

READ_OR_SEND: Final = require_http_methods(["GET", "HEAD", "POST"])

Context = dict[str, Any]


def decider_of(request: HttpRequest) -> Person:
    """Whoever is signed in, if they may say what values mean."""
    person = person_of(request)
    require(may_decide_terms(person))
    return person


def reader() -> str:
    return get_language() or "en"


@require_safe
@login_required
def kinds(request: HttpRequest) -> HttpResponse:
    decider_of(request)
    source = source_of(request)
    views = kind_views(source)
    context = {
        "kinds": views,
        "waiting": with_some(views, source),
        "place": Place("", source),
    }
    return render(request, "harvest/terms.html", context)


@READ_OR_SEND
@login_required
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    by, place = decider_of(request), place_of(request, kind)
    form = _form(request, place, {place.source: 0} if place.source else {})
    status = 200
    if request.method == "POST":
        decided, status = _decided(form, kind, by=by)
        if decided:
            return redirect(place.after_deciding(decided))
    context = _page(request, place, form)
    return render(request, "harvest/terms_kind.html", context, status=status)


@READ_OR_SEND
@login_required
def term(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One value with every record that has it. A decision leads back to the list."""
    by, place = decider_of(request), place_of(request, kind)
    [found] = queries.terms_by_id(kind, [number])
    form = _form(request, place, queries.sources_with(found))
    status = 200
    if request.method == "POST":
        decided, status = _decided(form, kind, by=by)
        if decided:
            return redirect(place.after_deciding(decided))
    context = _term_page(request, place, form, found)
    return render(request, "harvest/term.html", context, status=status)


def _form(request: HttpRequest, place: Place, sources: Mapping[Source, int]) -> DecideForm:
    return DecideForm(
        request.POST if request.method == "POST" else None,
        groups=groups(place.kind, reader()),
        sources=sources,
        holds_for=place.holds_for,
    )


def _decided(form: DecideForm, kind: str, *, by: Person) -> tuple[list[TermDecision], int]:
    """The decisions, or none and the status of the answer; the form then says what is wrong and
    keeps what was ticked."""
    if not form.is_valid():
        return [], 400
    said = form.cleaned_data
    try:
        return _decide(kind, said, by=by), 302
    except ArmillaryError as error:
        form.add_error(None, str(error))
        return [], error.status


def _decide(kind: str, said: Context, *, by: Person) -> list[TermDecision]:
    return operations.decide_terms(
        kind,
        [spelling_of(found) for found in queries.terms_by_id(kind, said["term"])],
        said["key"],
        source=source_by_name(said["holds_for"]) if said["holds_for"] else None,
        by=by,
    )


def _page(request: HttpRequest, place: Place, form: DecideForm) -> Context:
    page = queries.waiting_terms(
        place.kind, source=place.source, words=place.words, after=place.after, reader=reader()
    )
    everything = [str(row.term.pk) for row in page.rows] if "all" in request.GET else []
    return {
        **_tabs(place),
        "form": form,
        "terms": term_views(page.rows, form.groups, ticked={*form.ticked, *everything}),
        "next": place.query(after=page.after) if page.after else "",
        "tick_all": place.query(all="1"),
        "sources": queries.sources_waiting(place.kind, place.source),
        "decided": decision_views(decided_lately(request), reader()),
        "back": place.path,
    }


def _term_page(request: HttpRequest, place: Place, form: DecideForm, found: UnknownTerm) -> Context:
    [view] = term_views([queries.term_row(found, reader=reader())], form.groups)
    return {
        **_tabs(place),
        "form": form,
        "view": view,
        "records": queries.records_with(found, after=request.GET.get("records", "")),
        "decisions": decision_views(queries.decisions_on(found), reader()),
        "back": request.get_full_path(),
    }


def _tabs(place: Place) -> Context:
    return {"place": place, "kinds": kind_views(place.source), "kind_label": LABELS[place.kind]}
