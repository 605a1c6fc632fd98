"""What a source does wrong: shown to curators with what they may send, and under an address that
nobody can guess to the people who run it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from armillary.core.errors import require
from armillary.harvest import rules
from armillary.harvest.errors import NoSuchReport
from armillary.harvest.health.queries import (
    Report,
    faulty_records,
    report_facts,
    report_of,
    shared_report,
)
from armillary.harvest.interfaces.health_exports import records_csv, report_csv
from armillary.harvest.interfaces.health_labels import groups_of
from armillary.harvest.interfaces.health_mails import letter_on, public_address
from armillary.harvest.operations.health import revoke_report, share_report
from armillary.harvest.queries import source_by_name
from armillary.people.interfaces.requests import person_of

# Nobody finds the address by a search, by a link that is followed, or in a cache.
UNLISTED = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
}


@require_GET
@login_required
def report(request: HttpRequest, name: str) -> HttpResponse:
    require(rules.may_see_sources(person_of(request)))
    source = source_by_name(name)
    found = report_of(source)
    context = {
        **_context(found),
        "may_share": rules.may_share_health(person_of(request), source),
        "address": public_address(found.token) if found.token else "",
        "letter": letter_on(found) if found.token else None,
    }
    return render(request, "harvest/health.html", context)


@require_POST
@login_required
def share(request: HttpRequest, name: str) -> HttpResponse:
    share_report(source_by_name(name), renew="renew" in request.POST, by=person_of(request))
    messages.success(request, _("The report is open to everybody who has its address."))
    return redirect("harvest:health", name)


@require_POST
@login_required
def revoke(request: HttpRequest, name: str) -> HttpResponse:
    revoke_report(source_by_name(name), by=person_of(request))
    messages.success(request, _("The address of the report opens nothing any more."))
    return redirect("harvest:health", name)


View = Callable[..., HttpResponse]


def _unlisted(view: View) -> View:
    """Also where there is no report: a revoked address is still somebody's secret."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            response = view(request, **named)
        except NoSuchReport as error:
            context = {"message": error.message, "status": error.status}
            response = render(request, "core/error.html", context, status=error.status)
        for header, value in UNLISTED.items():
            response.headers[header] = value
        return response

    return answer


@require_safe
@_unlisted
def shared(request: HttpRequest, token: str) -> HttpResponse:
    found = shared_report(token)
    return render(request, "harvest/health_shared.html", _context(found))


@require_safe
@_unlisted
def shared_json(request: HttpRequest, token: str) -> HttpResponse:
    return JsonResponse(report_facts(shared_report(token)))


@require_safe
@_unlisted
def shared_csv(request: HttpRequest, token: str) -> HttpResponse:
    facts = report_facts(shared_report(token))
    return _table(report_csv(facts), f"{facts['source']}-health")


@require_safe
@_unlisted
def shared_records(request: HttpRequest, token: str, rule: str) -> HttpResponse:
    """A thousand records that break a rule; a `Link` leads to the next thousand."""
    source = shared_report(token).source
    page = faulty_records(source, rule, after=request.GET.get("after", ""))
    response = _table(records_csv(page.rows), f"{source.name}-{rule}")
    if page.after:
        response.headers["Link"] = f'<?after={page.after}>; rel="next"'
    return response


def _table(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _context(found: Report) -> dict[str, Any]:
    return {
        "source": found.source,
        "is_local": not found.source.address.startswith(("http://", "https://")),
        "report": found,
        "groups": groups_of(found),
    }
