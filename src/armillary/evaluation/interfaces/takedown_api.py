"""`GET /api/v1/takedowns`: the public record of answered rights requests."""

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from armillary.evaluation.enums import TakedownState
from armillary.evaluation.queries.takedowns import PAGE, AnsweredTakedown, answered_takedowns

router = Router(tags=["evaluation"])


class TakedownPageIn(Schema):
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(20, ge=1, le=PAGE, description="Requests of a page.")


class TakedownOut(Schema):
    """One answered request. `names` are those of claimants who agreed to be named."""

    id: str
    resource: str
    page: str
    title: dict[str, str]
    asked: datetime | None
    answered: datetime | None
    outcome: Literal["upheld", "refused"]
    answer: str
    claimants: int
    names: list[str]


class TakedownsOut(Schema):
    items: list[TakedownOut]
    next: str | None


@router.get("/takedowns", response=TakedownsOut, summary="Answered rights requests")
def takedowns(request: HttpRequest, asked: Query[TakedownPageIn]) -> TakedownsOut:
    """Requests of rights holders to take a resource down, the latest answer first."""
    page = answered_takedowns(after=asked.after, size=asked.size)
    return TakedownsOut(items=[_out(row) for row in page.rows], next=page.after or None)


def _out(row: AnsweredTakedown) -> TakedownOut:
    return TakedownOut(
        id=row.public_id,
        resource=row.resource,
        page=f"{settings.BASE_URL}/resources/{row.resource}/",
        title=row.title.texts,
        asked=row.asked_at,
        answered=row.answered_at,
        outcome="upheld" if row.outcome is TakedownState.UPHELD else "refused",
        answer=row.answer,
        claimants=row.claimants,
        names=row.names,
    )
