"""Possible duplicates and merges over the API, for curators who are signed in, with the token against
forged requests (`X-CSRFToken`)."""

from datetime import datetime
from typing import Any, Final, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.catalogue.merging import queries as merging
from armillary.core.errors import require
from armillary.core.stated import Flag
from armillary.harvest import operations, rules
from armillary.harvest.duplicates import queries
from armillary.harvest.interfaces import tasks
from armillary.harvest.queries import suspicion_by_id
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Duplicates"], auth=django_auth)

LARGEST: Final = 100


class PairsQuery(Schema):
    """Which of the pairs that wait."""

    tie: str = Field("", max_length=12, description="same, translation or version; all if empty.")
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=LARGEST, description="Pairs of a page.")


class PageQuery(Schema):
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=LARGEST, description="Rows of a page.")


class PairReasonOut(Schema):
    """What speaks for a pair, or against it where the weight is below 0."""

    name: str
    weight: float = Field(description="Log-odds that it adds; 0 where nobody has weighed it.")
    value: str


class PairedOut(Schema):
    id: str = Field(description="The public id.")
    title: str


class PairOut(Schema):
    """Two resources that may be one, or editions of one work, and what was decided."""

    id: int
    state: str = Field(description="open, same, editions or different")
    tie: str = Field(description="What they may be to one another: same, translation or version.")
    probability: float
    reasons: list[PairReasonOut]
    first: PairedOut
    second: PairedOut
    decided_by: str | None = Field(description="Id of whoever decided, as in the log.")
    decided_at: datetime | None
    merge: int | None = Field(description="The merge that came of it.")


class PairPageOut(Schema):
    """`next` of a page is `after` of the following one."""

    items: list[PairOut]
    next: str | None


class PairVerdictIn(Schema):
    """What the two are."""

    verdict: Literal["same", "translation", "version", "different"]


class ComparisonIn(Schema):
    """A wish for a search through the whole catalogue."""

    rebuild: Flag = Field(False, description="Drop questions that would not be asked any more.")


class MergeOut(Schema):
    """Who merged two resources, when and why."""

    id: int
    kept: PairedOut
    absorbed: PairedOut
    merged_at: datetime
    by: str = Field(description="machine or curator")
    made_by: str = Field(description="Id of the actor, as in the log.")
    probability: float | None = Field(description="That the two are one, as the machine judged.")
    reasons: list[PairReasonOut]
    undone_at: datetime | None
    undone_by: str


class FieldOut(Schema):
    """A field of the resource that stands and where it came from; what the absorbed one says."""

    field: str
    value: Any
    origin: dict[str, Any] | None
    absorbed_value: Any
    absorbed_origin: dict[str, Any] | None


class WholeMergeOut(MergeOut):
    """A merge with every field."""

    fields: list[FieldOut]
    family: list[str] = Field(description="Public ids that all lead to the one that stands.")


class MergePageOut(Schema):
    """The latest first. `next` of a page is `after` of the following one."""

    items: list[MergeOut]
    next: str | None


@router.get("/duplicates", response=PairPageOut, summary="Pairs that wait for a decision")
def list_pairs(request: HttpRequest, asked: Query[PairsQuery]) -> dict[str, Any]:
    """The likeliest first."""
    _seen(request)
    return _page(queries.waiting_pairs(**asked.dict()))


@router.get("/duplicates/decided", response=PairPageOut, summary="Pairs that were decided")
def list_decided(request: HttpRequest, asked: Query[PageQuery]) -> dict[str, Any]:
    """The latest first, those that the machine merged among them."""
    _seen(request)
    return _page(queries.decided_pairs(**asked.dict()))


@router.post(
    "/duplicates/search",
    response={202: None},
    summary="Compare the whole catalogue",
    openapi_extra={"responses": {202: {"content": {}}}},
)
def search(request: HttpRequest, wish: ComparisonIn) -> Status[None]:
    """A task begins in a moment; what is sure is merged, what is likely waits."""
    _seen(request)
    tasks.compare_everything.enqueue(rebuild=wish.rebuild)
    return Status(202, None)


@router.get("/duplicates/{number}", response=PairOut, summary="One pair")
def read_pair(request: HttpRequest, number: int) -> dict[str, Any]:
    _seen(request)
    return queries.pair_facts(suspicion_by_id(number))


@router.post("/duplicates/{number}", response=PairOut, summary="Decide on a pair")
def decide(request: HttpRequest, number: int, stated: PairVerdictIn) -> dict[str, Any]:
    by = _seen(request)
    row = operations.give_verdict(suspicion_by_id(number), stated.verdict, by=by)
    return queries.pair_facts(row)


@router.post("/duplicates/{number}/undo", response=PairOut, summary="Undo a decision")
def undo(request: HttpRequest, number: int) -> dict[str, Any]:
    by = _seen(request)
    return queries.pair_facts(operations.undo_decision(suspicion_by_id(number), by=by))


@router.get("/merges", response=MergePageOut, summary="Merges, those that were undone too")
def list_merges(request: HttpRequest, asked: Query[PageQuery]) -> dict[str, Any]:
    _seen(request)
    page = merging.latest_merges(**asked.dict())
    return {"items": [merging.merge_facts(row) for row in page.rows], "next": page.after or None}


@router.get("/merges/{number}", response=WholeMergeOut, summary="A merge with its fields")
def read_merge(request: HttpRequest, number: int) -> dict[str, Any]:
    _seen(request)
    return merging.whole_merge_facts(merging.merge_by_id(number))


@router.post("/merges/{number}/undo", response=MergeOut, summary="Part two merged resources")
def part(request: HttpRequest, number: int) -> dict[str, Any]:
    """The two are different from now on."""
    by = _seen(request)
    row = operations.part_resources(merging.merge_by_id(number), by=by)
    return merging.merge_facts(merging.merge_by_id(row.pk))


def _seen(request: HttpRequest) -> Any:
    person = person_of(request)
    require(rules.may_judge(person))
    return person


def _page(page: queries.PairPage) -> dict[str, Any]:
    return {"items": [queries.pair_facts(row) for row in page.rows], "next": page.after or None}
