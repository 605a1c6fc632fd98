"""`/api/v1/terms`: the inbox of unknown values, for curators who are signed in, with the token against
forged requests (`X-CSRFToken`)."""

from datetime import datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.harvest.models import Source, TermDecision
from armillary.harvest.operations import terms as operations
from armillary.harvest.queries import source_by_name
from armillary.harvest.terms import queries
from armillary.harvest.terms.exchange import decisions_csv, read_facts, table_text
from armillary.harvest.terms.rules import may_decide_terms
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Unknown values"], auth=django_auth)

LARGEST: Final = 100
MOST_VALUES: Final = 500
LONGEST_VALUE: Final = 20_000

Value = Annotated[str, Field(max_length=LONGEST_VALUE)]
TABLE: Final = {"content": {"text/csv": {"schema": {"type": "string"}}}}


class TermsQuery(Schema):
    """Which of the values that wait."""

    source: str = Field("", max_length=80, description="Name of a source; all of them if empty.")
    words: str = Field("", max_length=120, description="Part of a value.")
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=LARGEST, description="Values of a page.")


class DecisionsQuery(Schema):
    """Which of the decisions in force."""

    kind: str = Field("", max_length=20, description="All kinds if empty.")
    words: str = Field("", max_length=120, description="Part of a value.")
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=LARGEST, description="Decisions of a page.")


class WaitingOut(Schema):
    """How many values of a kind wait. More than a thousand are not counted."""

    kind: str
    waiting: int
    or_more: bool


class WaitingList(Schema):
    items: list[WaitingOut]


class SourceCount(Schema):
    name: str
    records: int


class ExampleOut(Schema):
    id: str
    title: str


class TermSuggestionOut(Schema):
    """A term of the vocabulary whose name is like the value, and how much of 100."""

    key: str
    label: str
    similarity: int


class TermOut(Schema):
    """A value that waits; `folded` is the form in which all ways of spelling it meet."""

    id: int
    kind: str
    value: str
    folded: str
    records: int
    sources: list[SourceCount]
    examples: list[ExampleOut]
    suggestions: list[TermSuggestionOut]


class TermPage(Schema):
    """`next` of a page is `after` of the following one."""

    items: list[TermOut]
    next: str | None


class TermDecisionIn(Schema):
    """One decision on one or more values of a kind: all of them are decided on, or none."""

    kind: str = Field(max_length=20)
    values: list[Value] = Field(min_length=1, max_length=MOST_VALUES)
    key: str | None = Field(
        max_length=200, description="Of the vocabulary; null: they mean nothing."
    )
    source: str | None = Field(None, max_length=80, description="The only source it holds for.")


class TermDecisionOut(Schema):
    """A decision. `key` is null where the value means nothing, `source` where that holds everywhere."""

    id: int
    kind: str
    value: str
    folded: str
    key: str | None
    label: str | None
    source: str | None
    decided_by: str = Field(description="Id of whoever took it, as in the log.")
    decided_at: datetime
    undone_at: datetime | None


class DecisionList(Schema):
    items: list[TermDecisionOut]


class DecisionPage(DecisionList):
    """The latest first. `next` of a page is `after` of the following one."""

    next: str | None


class TermProblemOut(Schema):
    line: int
    why: str


class ImportOut(Schema):
    """What became of a table: new decisions, those in force already, and rows that were left out."""

    taken: int
    same: int
    problems: list[TermProblemOut]


@router.get("/terms", response=WaitingList, summary="How many unknown values wait, by kind")
def list_kinds(request: HttpRequest, source: str = "") -> dict[str, Any]:
    _seen(request)
    found = queries.waiting_by_kind(_source(source))
    return {
        "items": [
            {"kind": kind, "waiting": count.number, "or_more": count.is_capped}
            for kind, count in found.items()
        ]
    }


@router.get("/terms/decisions", response=DecisionPage, summary="Decisions in force")
def list_decisions(request: HttpRequest, asked: Query[DecisionsQuery]) -> dict[str, Any]:
    _seen(request)
    page = queries.latest_decisions(**asked.dict())
    return {"items": _decisions(page.rows), "next": page.after or None}


@router.post("/terms/decisions", response={201: DecisionList}, summary="Say what values mean")
def decide(request: HttpRequest, stated: TermDecisionIn) -> Status[dict[str, Any]]:
    made = operations.decide_terms(
        stated.kind,
        stated.values,
        stated.key,
        source=_source(stated.source or ""),
        by=person_of(request),
    )
    return Status(201, {"items": _decisions(made)})


@router.post("/terms/decisions/{number}/undo", response=TermDecisionOut, summary="Undo a decision")
def undo(request: HttpRequest, number: int) -> dict[str, Any]:
    [undone] = _decisions(
        [operations.undo_term(queries.decision_by_id(number), by=person_of(request))]
    )
    return undone


@router.get(
    "/terms/decisions.csv",
    summary="Every decision in force as a table",
    openapi_extra={"responses": {200: TABLE}},
)
def export(request: HttpRequest) -> HttpResponse:
    _seen(request)
    return HttpResponse(decisions_csv(), content_type="text/csv; charset=utf-8")


@router.post(
    "/terms/decisions.csv",
    response=ImportOut,
    summary="Take over the decisions of a table",
    openapi_extra={"requestBody": {"required": True, **TABLE}},
)
def import_table(request: HttpRequest) -> dict[str, Any]:
    """The body is CSV with the columns kind, value, key and source, as the export has it. What is
    decided here otherwise stays."""
    by = person_of(request)
    require(may_decide_terms(by))
    return read_facts(operations.import_terms(table_text(request.body), by=by))


@router.get("/terms/{kind}", response=TermPage, summary="Unknown values that wait")
def list_terms(request: HttpRequest, kind: str, asked: Query[TermsQuery]) -> dict[str, Any]:
    """Those of the most records first."""
    _seen(request)
    said = {**asked.dict(), "source": _source(asked.source)}
    page = queries.waiting_terms(kind, **said, reader=_reader())
    return {"items": [queries.term_facts(row) for row in page.rows], "next": page.after or None}


def _seen(request: HttpRequest) -> None:
    require(may_decide_terms(person_of(request)))


def _source(name: str) -> Source | None:
    return source_by_name(name) if name else None


def _reader() -> str:
    return get_language() or "en"


def _decisions(rows: list[TermDecision]) -> list[dict[str, Any]]:
    return [queries.decision_facts(row, reader=_reader()) for row in rows]
