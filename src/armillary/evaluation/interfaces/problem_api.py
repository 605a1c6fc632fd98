"""`/api/v1/problems`: what readers have reported, for curators."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.enums import ProblemKind, ProblemState
from armillary.evaluation.problems import operations, queries
from armillary.evaluation.problems.operations import LONGEST_ANSWER
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Problems"], auth=django_auth)


class ProblemQuery(Schema):
    """Which reports."""

    state: ProblemState = Field(ProblemState.OPEN, description="open or settled.")
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=queries.PAGE, description="Reports of a page.")


class ProblemOut(Schema):
    """A report; nothing in it says who sent it."""

    id: str
    resource: str
    page: str
    titles: dict[str, str]
    kind: ProblemKind
    text: str
    state: ProblemState
    reported: str
    answer: str
    settled: str | None


class ProblemsOut(Schema):
    items: list[ProblemOut]
    next: str | None


class AnswerIn(Schema):
    answer: str = Field(max_length=LONGEST_ANSWER, description="What came of it.")


@router.get("/problems", response=ProblemsOut, summary="Problems that readers have reported")
def list_problems(request: HttpRequest, asked: Query[ProblemQuery]) -> dict[str, Any]:
    """Open ones from the oldest, settled ones from the latest."""
    require(rules.may_settle_problem(person_of(request)))
    page = queries.problems(asked.state, after=asked.after, size=asked.size)
    items = [queries.problem_facts(report) for report in page.rows]
    return {"items": items, "next": page.after or None}


@router.get("/problems/{public_id}", response=ProblemOut, summary="One reported problem")
def read_problem(request: HttpRequest, public_id: str) -> dict[str, Any]:
    require(rules.may_settle_problem(person_of(request)))
    return queries.problem_facts(queries.problem_by_public_id(public_id))


@router.post("/problems/{public_id}/answer", response=ProblemOut, summary="Settle a problem")
def settle(request: HttpRequest, public_id: str, stated: AnswerIn) -> dict[str, Any]:
    by = person_of(request)
    require(rules.may_settle_problem(by))
    report = queries.problem_by_public_id(public_id)
    return queries.problem_facts(operations.settle_problem(report, answer=stated.answer, by=by))
