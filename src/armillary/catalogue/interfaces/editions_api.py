"""Editions of works over the API: reading for everybody, ties for curators."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.security import django_auth

from armillary.catalogue import rules
from armillary.catalogue.interfaces.schemas import EditionsOut, TieIn
from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import resource_by_public_id, resource_named
from armillary.catalogue.works import operations
from armillary.catalogue.works.queries import edition_facts
from armillary.core.errors import require
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Editions"])


@router.get(
    "/resources/{public_id}/editions", response=EditionsOut, summary="Other editions of its work"
)
def list_editions(request: HttpRequest, public_id: str) -> dict[str, Any]:
    return edition_facts(public_resource(public_id))


@router.post(
    "/resources/{public_id}/editions",
    response={201: EditionsOut},
    auth=django_auth,
    summary="Say of what it is an edition",
)
def tie(request: HttpRequest, public_id: str, stated: TieIn) -> Status[dict[str, Any]]:
    by = person_of(request)
    require(rules.may_edit(by))
    row, other = resource_by_public_id(public_id), resource_named(stated.other)
    original = row if stated.is_original else other
    operations.tie_editions(row, other, kind=stated.kind, original=original, by=by)
    return Status(201, edition_facts(row))


@router.delete(
    "/resources/{public_id}/editions/{other}",
    response=EditionsOut,
    auth=django_auth,
    summary="Take back what a person said of two",
)
def untie(request: HttpRequest, public_id: str, other: str) -> dict[str, Any]:
    """What a record says of them stays."""
    by = person_of(request)
    require(rules.may_edit(by))
    row = resource_by_public_id(public_id)
    operations.untie_editions(row, resource_by_public_id(other), by=by)
    return edition_facts(row)
