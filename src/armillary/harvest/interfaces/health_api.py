"""The report on a source over the API: for those who look after it, and for whoever has its token."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.core.stated import Flag
from armillary.harvest import rules
from armillary.harvest.health.queries import (
    faulty_records,
    report_facts,
    report_of,
    shared_report,
)
from armillary.harvest.interfaces.health_mails import public_address
from armillary.harvest.interfaces.health_views import UNLISTED
from armillary.harvest.models import Source
from armillary.harvest.operations.health import revoke_report, share_report
from armillary.harvest.queries import source_by_name
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Sources"])


class ShareIn(Schema):
    """A wish for an address."""

    renew: Flag = Field(False, description="Another one; the old one opens nothing any more.")


@router.get(
    "/sources/{name}/health", auth=django_auth, summary="What a source does wrong, and since when"
)
def read_report(request: HttpRequest, name: str) -> dict[str, Any]:
    by = person_of(request)
    require(rules.may_see_sources(by))
    source = source_by_name(name)
    found = report_of(source)
    may_share = rules.may_share_health(by, source)
    address = public_address(found.token) if found.token and may_share else None
    return {**report_facts(found), "address": address, "emails": found.emails}


@router.get(
    "/sources/{name}/health/rules/{rule}",
    auth=django_auth,
    summary="The records of a source that break a rule",
)
def read_records(request: HttpRequest, name: str, rule: str, after: str = "") -> dict[str, Any]:
    require(rules.may_see_sources(person_of(request)))
    return _records(source_by_name(name), rule, after)


@router.post(
    "/sources/{name}/health/address", auth=django_auth, summary="Open the report to its provider"
)
def share(request: HttpRequest, name: str, wish: ShareIn) -> dict[str, Any]:
    token = share_report(source_by_name(name), renew=wish.renew, by=person_of(request))
    return {"address": public_address(token)}


@router.delete(
    "/sources/{name}/health/address", auth=django_auth, summary="Close the report to its provider"
)
def revoke(request: HttpRequest, name: str) -> dict[str, Any]:
    revoke_report(source_by_name(name), by=person_of(request))
    return {"address": None}


@router.get("/source-health/{token}", summary="A report that its curator has opened")
def read_shared(request: HttpRequest, response: HttpResponse, token: str) -> dict[str, Any]:
    _unlist(response)
    return report_facts(shared_report(token))


@router.get("/source-health/{token}/{rule}", summary="The records in such a report of one rule")
def read_shared_records(
    request: HttpRequest, response: HttpResponse, token: str, rule: str, after: str = ""
) -> dict[str, Any]:
    _unlist(response)
    return _records(shared_report(token).source, rule, after)


def _unlist(response: HttpResponse) -> None:
    for header, value in UNLISTED.items():
        response[header] = value


def _records(source: Source, rule: str, after: str) -> dict[str, Any]:
    page = faulty_records(source, rule, after=after)
    return {"items": [row._asdict() for row in page.rows], "after": page.after or None}
