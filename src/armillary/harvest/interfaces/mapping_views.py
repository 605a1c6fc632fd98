"""The desk's pages on the mapping of a source: write a draft, try it out, publish it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, require
from armillary.harvest import mappings, rules
from armillary.harvest.errors import InvalidMapping
from armillary.harvest.interfaces.mapping_facts import dry_run_facts, tried_facts
from armillary.harvest.interfaces.mapping_forms import DocumentForm, MappingForm
from armillary.harvest.interfaces.mapping_labels import (
    diff_view,
    field_counts,
    problem_counts,
    tried_view,
    unknown_counts,
    version_views,
)
from armillary.harvest.interfaces.sentences import say
from armillary.harvest.mappings_trying import (
    MOST_SHOWN,
    MOST_TRIED,
    SHOWN,
    DryRun,
    Tried,
    dry_run_mapping,
    preview_mapping,
)
from armillary.harvest.models import Run, Source
from armillary.harvest.operations import mappings as operations
from armillary.harvest.queries import source_by_name
from armillary.people.interfaces.requests import person_of


def _source(request: HttpRequest, name: str) -> Source:
    """For those who may change it: payloads are shown as they came."""
    require(rules.may_add_source(person_of(request)))
    return source_by_name(name)


@login_required
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, name: str) -> HttpResponse:
    source = _source(request, name)
    draft = mappings.draft_of(source)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        document=mappings.document_at_hand(source),
        note=draft.note if draft else "",
        seen=operations.revision_of(draft),
    )
    status = 200
    if request.method == "POST":
        status = _saved(request, source, form)
        if status == 302:
            return redirect(_next(request), name)
    return render(request, "harvest/mapping.html", _page(source, form=form), status=status)


def _saved(request: HttpRequest, source: Source, form: MappingForm) -> int:
    """The status of the answer; the form then says what is wrong and keeps what was typed."""
    if not form.is_valid():
        return 400
    try:
        _save(request, source, form.document(), form.note.cleaned_data)
    except InvalidMapping as error:
        form.add_error(error)
        return error.status
    except Conflict as error:
        form.note.add_error(None, str(error))
        return error.status
    return 302


def _save(request: HttpRequest, source: Source, document: Any, said: dict[str, Any]) -> None:
    operations.save_draft(
        source,
        document=document,
        note=said["note"],
        seen=said["seen"] or 0,
        by=person_of(request),
    )
    messages.success(request, _("The draft is saved. Nothing changes until it is published."))


def _next(request: HttpRequest) -> str:
    """Where the button leads that saved the draft."""
    pages = {"preview": "harvest:mapping-preview", "dry-run": "harvest:mapping-dry-run"}
    return pages.get(request.POST.get("then", ""), "harvest:mapping")


def _page(source: Source, **more: Any) -> dict[str, Any]:
    versions = mappings.versions_of(source)
    return {
        "source": source,
        "draft": next((each for each in versions if each.state == "draft"), None),
        "published": next((each for each in versions if each.state == "published"), None),
        "versions": version_views(versions),
        "remappings": [_remapping(run) for run in mappings.remappings_of(source)],
        **more,
    }


def _remapping(run: Run) -> dict[str, Any]:
    return {"run": run, "problem": say(run.problem) if run.problem else None, **run.counts}


@login_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, name: str) -> HttpResponse:
    source = _source(request, name)
    draft = mappings.draft_of(source)
    stated = {
        "document": mappings.as_json(mappings.document_at_hand(source)),
        "note": draft.note if draft else "",
        "seen": operations.revision_of(draft),
    }
    form = DocumentForm(request.POST if request.method == "POST" else None, initial=stated)
    status = 200
    if request.method == "POST":
        status = _saved_text(request, source, form)
        if status == 302:
            return redirect(_next(request), name)
    context = {"source": source, "form": form}
    return render(request, "harvest/mapping_document.html", context, status=status)


def _saved_text(request: HttpRequest, source: Source, form: DocumentForm) -> int:
    if not form.is_valid():
        return 400
    said = form.cleaned_data
    try:
        _save(request, source, mappings.mapping_in(said["document"]).document, said)
    except (InvalidInput, Conflict) as error:
        form.add_error("document" if isinstance(error, InvalidInput) else None, str(error))
        return error.status
    return 302


@login_required
@require_GET
def preview(request: HttpRequest, name: str) -> HttpResponse:
    source = _source(request, name)
    tried = _tried(request, source)
    context = {
        "source": source,
        "draft": mappings.draft_of(source),
        "views": [tried_view(each, get_language() or "en") for each in tried],
        "record": request.GET.get("record", ""),
        "count": _count(request),
        "most": MOST_SHOWN,
    }
    return render(request, "harvest/mapping_preview.html", context)


def _tried(request: HttpRequest, source: Source) -> list[Tried]:
    return preview_mapping(
        source,
        mappings.checked_mapping(mappings.document_at_hand(source)),
        count=_count(request),
        record=request.GET.get("record", "")[:512],
        by=person_of(request),
    )


def _count(request: HttpRequest) -> int:
    stated = request.GET.get("count", "")
    return min(max(int(stated), 1), MOST_SHOWN) if stated.isdecimal() else SHOWN


@login_required
@require_GET
def dry_run(request: HttpRequest, name: str) -> HttpResponse:
    source = _source(request, name)
    found = _dry_run(request, source)
    language = get_language() or "en"
    context = {
        "source": source,
        "draft": mappings.draft_of(source),
        "found": found,
        "most": MOST_TRIED,
        "fields": field_counts(found),
        "problems": problem_counts(found),
        "unknown": unknown_counts(found),
        "diffs": [diff_view(diff, language) for diff in found.diffs],
    }
    return render(request, "harvest/mapping_dry_run.html", context)


def _dry_run(request: HttpRequest, source: Source) -> DryRun:
    tried = mappings.checked_mapping(mappings.document_at_hand(source))
    return dry_run_mapping(source, tried, by=person_of(request))


@require_POST
@login_required
def publish(request: HttpRequest, name: str) -> HttpResponse:
    def act(source: Source) -> str:
        version = operations.publish_mapping(source, by=person_of(request))
        said = _("Version %(number)d is published. What is kept is being mapped by it.")
        return said % {"number": version.number}

    return _done(request, name, act)


@require_POST
@login_required
def discard(request: HttpRequest, name: str) -> HttpResponse:
    def act(source: Source) -> str:
        operations.discard_draft(source, by=person_of(request))
        return _("The draft is discarded.")

    return _done(request, name, act)


@require_POST
@login_required
def revert(request: HttpRequest, name: str, number: int) -> HttpResponse:
    def act(source: Source) -> str:
        operations.revert_mapping(source, number, by=person_of(request))
        return _("There is a draft that says what version %(number)d said.") % {"number": number}

    return _done(request, name, act)


@require_POST
@login_required
def again(request: HttpRequest, name: str) -> HttpResponse:
    def act(source: Source) -> str:
        operations.remap_again(source, by=person_of(request))
        return _("What is kept is being mapped again.")

    return _done(request, name, act)


def _done(request: HttpRequest, name: str, act: Callable[[Source], str]) -> HttpResponse:
    """What stands in the way is said where it can be mended, with the status that it has."""
    source = _source(request, name)
    try:
        messages.success(request, act(source))
    except ArmillaryError as error:
        messages.error(request, str(error))
        return _unchanged(request, source, status=error.status)
    return redirect("harvest:mapping", name)


def _unchanged(request: HttpRequest, source: Source, *, status: int) -> HttpResponse:
    draft = mappings.draft_of(source)
    form = MappingForm(
        None,
        document=mappings.document_at_hand(source),
        note=draft.note if draft else "",
        seen=operations.revision_of(draft),
    )
    return render(request, "harvest/mapping.html", _page(source, form=form), status=status)


@login_required
@require_http_methods(["GET", "POST"])
def mapping_json(request: HttpRequest, name: str) -> HttpResponse:
    """All versions; a document that is posted becomes the draft."""
    source = _source(request, name)
    if request.method == "POST":
        stated = mappings.mapping_in(request.body.decode("utf-8", "replace"))
        operations.save_draft(source, document=stated.document, by=person_of(request))
    return JsonResponse(mappings.mapping_facts(source))


@login_required
@require_GET
def preview_json(request: HttpRequest, name: str) -> HttpResponse:
    tried = _tried(request, _source(request, name))
    return JsonResponse({"records": [tried_facts(each) for each in tried]})


@login_required
@require_GET
def dry_run_json(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(dry_run_facts(_dry_run(request, _source(request, name))))
