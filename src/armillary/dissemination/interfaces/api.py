"""`/api/v1/changes`: everything that another installation needs to be a copy, page by page."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from armillary.catalogue.interfaces.schemas import DescriptionOut, OriginOut
from armillary.core.stated import Moment
from armillary.dissemination.changes import changes

router = Router(tags=["Dissemination"])

MOST = 200


class ChangeQuery(Schema):
    """Which page of the list."""

    since: Moment | None = Field(
        None, description="`since` of an earlier harvest; without it the list is whole."
    )
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(100, ge=1, le=MOST, description="Entries of a page, which may have fewer.")


class MergedInto(Schema):
    """The resource that stands for one that was merged into it."""

    id: str
    page: str


class VerdictOut(Schema):
    """What an automatic check said last: for information, since whoever harvests has checks too."""

    check: str
    verdict: str = Field(description="pass, warn, fail, not-applicable or unknown")


class ChangeOut(Schema):
    """A resource as it is now, or what is left of it."""

    id: str
    page: str = Field(description="The address of its page here, which is also its name.")
    state: Literal["listed", "withdrawn", "merged"] = Field(
        description="Only a listed resource has more than `datestamp` and `reason`."
    )
    datestamp: str = Field(description="Its last change that can be seen from outside, in UTC.")
    reason: str = Field("", description="Why it was withdrawn; may be empty.")
    merged_into: MergedInto | None = Field(None, description="What stands for it, if merged.")
    listed: datetime | None = Field(None, description="When it was listed.")
    unavailable_since: datetime | None = Field(
        None, description="Since when a machine could not open it; absent while it can."
    )
    description: DescriptionOut | None = Field(None, description="All that is known of it.")
    keys: list[str] = Field([], description="What it is known again by: doi:…, isbn:…, address:…")
    unknown: dict[str, list[str]] = Field(
        {}, description="Field → what sources stated and no vocabulary has."
    )
    provenance: dict[str, OriginOut] = Field({}, description="Field → where it came from.")
    paths: list[list[str]] = Field(
        [],
        description="The ways it came on: pages of the sites it passed, this one first, the one that "
        "has it at first hand last. Who finds a page of its own in every path leaves it out.",
    )
    checks: list[VerdictOut] = Field([], description="What the automatic checks say.")
    reviews: list[dict[str, Any]] = Field(
        [],
        description="Published peer reviews, each a schema.org Review in JSON-LD with its whole "
        "rubric. One with `through` is another site's: it was passed on by the pages named there.",
    )


class ChangesOut(Schema):
    """A page of the list."""

    items: list[ChangeOut]
    next: str | None = Field(description="`after` of the next page; null on the last one.")
    since: str = Field(
        description="From when the next harvest has to ask, by this site's clock: the same on every "
        "page of a harvest, and some minutes early, so that nothing committed late is missed."
    )


@router.get(
    "/changes",
    response=ChangesOut,
    exclude_unset=True,
    summary="Everything that changed, for other installations",
)
def list_changes(request: HttpRequest, asked: Query[ChangeQuery]) -> dict[str, Any]:
    """Every listed resource in full, reviews included, and a tombstone of every one that was listed
    once, in the order of change. What changes meanwhile comes again at the end."""
    page = changes(since=asked.since, after=asked.after, size=asked.size)
    return {"items": page.entries, "next": page.following or None, "since": page.since}
