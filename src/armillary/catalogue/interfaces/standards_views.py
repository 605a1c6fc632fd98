"""The desk of whoever aligns resources with learning standards: what is covered, what a machine
suggests, and a second thought on what was decided."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.catalogue import rules
from armillary.catalogue.alignments import operations, queries
from armillary.catalogue.alignments.coverage import coverage, statement_below
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.people.interfaces.requests import person_of

MOST: Final = 200  # alignments decided at once, and gaps shown on a page


@require_safe
@login_required
def frameworks(request: HttpRequest) -> HttpResponse:
    require(rules.may_edit(person_of(request)))
    return render(request, "catalogue/frameworks.html", {"rows": queries.frameworks()})


@require_safe
@login_required
def framework(request: HttpRequest, key: str) -> HttpResponse:
    """The statements at the top, or those below one."""
    require(rules.may_edit(person_of(request)))
    whole = coverage(key)
    code = request.GET.get("below", "")
    here = statement_below(whole.framework, code)[0].pk if code else None
    context = {
        "coverage": whole,
        "way": whole.way_to(here) if here else [],
        "rows": whole.parts(here),
        "gaps": whole.gaps[:MOST],
        "decided": queries.aligned_lately(whole.framework),
    }
    return render(request, "catalogue/framework.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def waiting(request: HttpRequest, key: str) -> HttpResponse:
    require(rules.may_edit(person_of(request)))
    found = queries.framework_by_key(key)
    if request.method == "POST":
        _decide(request)
        return redirect("catalogue:waiting-alignments", key)
    page = queries.waiting_alignments(found, after=request.GET.get("after", ""))
    return render(request, "catalogue/alignments.html", {"framework": found, "page": page})


@require_POST
@login_required
def decide(request: HttpRequest) -> HttpResponse:
    _decide(request)
    return redirect(_back(request))


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    rows = operations.undo_alignment_decisions(_chosen(request), by=person_of(request))
    done = ngettext("%(count)d decision undone.", "%(count)d decisions undone.", len(rows))
    messages.success(request, done % {"count": len(rows)})
    return redirect(_back(request))


@require_POST
@login_required
def align(request: HttpRequest, public_id: str) -> HttpResponse:
    resource = resource_by_public_id(public_id)
    statement = request.POST.get("statement", "")
    framework = request.POST.get("framework", "")
    try:
        row = operations.align(resource, statement, framework=framework, by=person_of(request))
    except ArmillaryError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Aligned with %(code)s.") % {"code": row.statement.key})
    return redirect(_back(request))


def _decide(request: HttpRequest) -> None:
    verdict = request.POST.get("verdict")
    if verdict not in ("confirm", "decline"):
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    chosen = _chosen(request)
    rows = operations.decide_alignments(chosen, confirm=verdict == "confirm", by=person_of(request))
    if verdict == "confirm":
        done = ngettext(
            "%(count)d alignment confirmed.", "%(count)d alignments confirmed.", len(rows)
        )
    else:
        done = ngettext(
            "%(count)d alignment declined.", "%(count)d alignments declined.", len(rows)
        )
    messages.success(request, done % {"count": len(rows)})


def _chosen(request: HttpRequest) -> Sequence[int]:
    ids = [int(sent) for sent in request.POST.getlist("alignment")[:MOST] if sent.isdecimal()]
    if not ids:
        raise InvalidInput(_("Choose at least one alignment. Go back and tick it."))
    return ids


def _back(request: HttpRequest) -> str:
    """The page the form was on; only ours."""
    stated = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(stated, allowed_hosts={request.get_host()})
    return stated if ours and stated.startswith("/") else reverse("catalogue:frameworks")
