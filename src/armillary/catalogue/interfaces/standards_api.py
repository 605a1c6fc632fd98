"""Learning standards over the API: coverage for everybody, decisions for curators."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.catalogue import rules
from armillary.catalogue.alignments import facts, operations, queries
from armillary.catalogue.alignments.coverage import coverage
from armillary.catalogue.enums import AlignmentState
from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import require
from armillary.core.stated import Flag, Number
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Learning standards"])

MOST = 200


class AlignmentDecisionIn(Schema):
    """What becomes of suggested alignments."""

    ids: list[Number] = Field(min_length=1, max_length=MOST, description="Their numbers.")
    confirm: Flag = Field(description="False declines them.")


class UndoIn(Schema):
    """Decisions to take back."""

    ids: list[Number] = Field(min_length=1, max_length=MOST, description="Their numbers.")


class AlignmentIn(Schema):
    """A statement that a resource serves."""

    statement: str = Field(max_length=500, description="Its code or address.")
    framework: str = Field("", max_length=80, description="Where several have this code.")


@router.get("/frameworks", summary="The frameworks of learning standards")
def list_frameworks(request: HttpRequest) -> dict[str, Any]:
    return {"items": [facts.framework_facts(row) for row in queries.frameworks()]}


@router.get("/frameworks/{key}/coverage", summary="How many resources serve each statement")
def read_coverage(request: HttpRequest, key: str, gaps: bool = False) -> dict[str, Any]:
    return facts.coverage_facts(coverage(key), gaps=gaps)


@router.get("/frameworks/{key}/waiting", auth=django_auth, summary="What a machine suggests")
def list_waiting(request: HttpRequest, key: str, after: str = "") -> dict[str, Any]:
    require(rules.may_edit(person_of(request)))
    page = queries.waiting_alignments(queries.framework_by_key(key), after=after)
    return facts.waiting_facts(page)


@router.get("/resources/{public_id}/alignments", summary="The statements that a resource serves")
def list_alignments(request: HttpRequest, public_id: str) -> dict[str, Any]:
    rows = queries.alignments_of(public_resource(public_id), AlignmentState.CONFIRMED)
    return {"items": [facts.alignment_facts(row) for row in rows]}


@router.post(
    "/resources/{public_id}/alignments",
    auth=django_auth,
    response={201: Any},
    summary="Say that a resource serves a statement",
)
def align(request: HttpRequest, public_id: str, stated: AlignmentIn) -> Status[dict[str, Any]]:
    resource = resource_by_public_id(public_id)
    row = operations.align(
        resource, stated.statement, framework=stated.framework, by=person_of(request)
    )
    return Status(201, facts.alignment_facts(row))


@router.post("/alignments/decisions", auth=django_auth, summary="Confirm or decline suggestions")
def decide(request: HttpRequest, stated: AlignmentDecisionIn) -> dict[str, Any]:
    rows = operations.decide_alignments(stated.ids, confirm=stated.confirm, by=person_of(request))
    return {"items": [facts.alignment_facts(row) for row in rows]}


@router.post("/alignments/undo", auth=django_auth, summary="Take decisions back")
def undo(request: HttpRequest, stated: UndoIn) -> dict[str, Any]:
    rows = operations.undo_alignment_decisions(stated.ids, by=person_of(request))
    return {"items": [facts.alignment_facts(row) for row in rows]}
