"""The first page of the desk: for curators everything at a glance, for others their screens."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armillary.core.clock import now
from armillary.core.desk import entries_for
from armillary.core.errors import InvalidInput
from armillary.evaluation import rules
from armillary.evaluation.desk.operations import mark_seen
from armillary.evaluation.desk.overview import overview
from armillary.harvest.at_a_glance import HealthRow
from armillary.harvest.interfaces.labels import kind_label
from armillary.harvest.interfaces.sentences import say
from armillary.people.interfaces.requests import person_of

PERIODS: Final = (1, 7, 30)  # days to look back


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not rules.may_see_overview(person):
        return _entries(request)
    days = request.GET.get("days", "")
    found = overview(by=person, after=request.GET.get("after", ""), since=_since(days))
    chosen = {"days": days, "after": found.health.after}
    context = {
        "found": found,
        "rows": [_row(row) for row in found.health.rows],
        "totals": [(health, health.label, number) for health, number in found.totals.items()],
        "periods": PERIODS,
        "days": days,
        "next": urlencode({k: v for k, v in chosen.items() if v}) if found.health.after else "",
    }
    return render(request, "evaluation/overview.html", context)


def _entries(request: HttpRequest) -> HttpResponse:
    entries = entries_for(request.user)
    if len(entries) == 1:
        return redirect(entries[0][0])
    return render(request, "evaluation/desk_entries.html", {"entries": entries})


def _since(days: str) -> datetime | None:
    """So many days ago, if it is one of the periods offered; else since the person's last time."""
    if not days.isdecimal() or int(days[:3]) not in PERIODS:
        return None
    return now() - timedelta(days=int(days))


def _row(row: HealthRow) -> dict[str, Any]:
    source = row.source
    is_planned = source.state == "active" and source.schedule != "by-hand"
    return {
        "row": row,
        "kind": kind_label(source.kind),
        "why": say(row.why) if row.why else None,
        "due": source.due_at if is_planned else None,
    }


@require_POST
@login_required
def seen(request: HttpRequest) -> HttpResponse:
    stated = request.POST.get("until", "")
    try:
        until = parse_datetime(stated) if stated else None
    except ValueError:
        until = None
    if stated and until is None:
        raise InvalidInput(_("This moment cannot be read. Go back and load the page again."))
    mark_seen(until=until, by=person_of(request))
    messages.success(request, _("Marked as seen. From now on, news are what comes after this."))
    return redirect("evaluation:desk")
