"""Submissions at the curator's desk: who suggested what, and an answer to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armillary.core.errors import InvalidInput, require
from armillary.harvest import rules
from armillary.harvest.interfaces.submission_forms import AskForm
from armillary.harvest.submissions import operations, queries
from armillary.people.interfaces.requests import person_of


@require_safe
@login_required
def submissions(request: HttpRequest) -> HttpResponse:
    require(rules.may_see_submissions(person_of(request)))
    only = request.GET.get("only", queries.OPEN)
    page = queries.all_submissions(only=only, after=request.GET.get("after", ""))
    views = [
        (queries.OPEN, _("Undecided")),
        (queries.ASIDE, _("About known resources")),
        ("all", _("All")),
    ]
    context = {
        "page": page,
        "only": only,
        "views": views,
        "after": request.GET.get("after", ""),
        "may_decide": any(row.is_undecided for row in page.rows),
        "is_ticked": "tick" in request.GET,
        "back": request.path + "?" + urlencode({"only": only}),
    }
    return render(request, "harvest/desk_submissions.html", context)


@require_POST
@login_required
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    by = person_of(request)
    found = queries.submission_by_public_id(public_id, by=by)
    form = AskForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say what should be changed."))
    operations.ask_for_changes(found, form.cleaned_data["text"], by=by)
    messages.success(request, _("Whoever suggested it is asked by e-mail."))
    return redirect("submissions:one", found.public_id)


@require_POST
@login_required
def use(request: HttpRequest, public_id: str) -> HttpResponse:
    by = person_of(request)
    found = queries.submission_by_public_id(public_id, by=by)
    operations.use_words(found, by=by)
    messages.success(request, _("What it says fills the gaps of what is known."))
    return redirect("submissions:one", found.public_id)
