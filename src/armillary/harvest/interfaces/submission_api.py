"""`/api/v1/submissions`: suggest a resource and see what became of one's own suggestions, with the
session of whoever is signed in and the token against forged requests (`X-CSRFToken`)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.stated import Whole
from armillary.formats.describe import DESCRIPTION_LIMIT, TITLE_LIMIT
from armillary.harvest.enums import Fate, Way
from armillary.harvest.models import ADDRESS_LENGTH
from armillary.harvest.submissions import operations, queries
from armillary.harvest.submissions.operations import LONGEST_NOTE
from armillary.harvest.submissions.words import LONGEST_VALUE, MOST_MINUTES, MOST_VALUES, words_from
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Submissions"], auth=django_auth)

Value = Annotated[str, Field(max_length=LONGEST_VALUE)]
Values = Annotated[list[str], Field(max_length=MOST_VALUES)]


class SuggestionIn(Schema):
    """One resource. Types, subjects, levels, audiences, what a classroom needs, from `internet` to
    `groups`, and countries are best given as keys of `/vocabularies`; other words are kept and shown to
    curators.
    """

    title: str = Field(max_length=TITLE_LIMIT)
    address: str = Field(max_length=ADDRESS_LENGTH, description="http or https")
    language: str = Field(max_length=35, description="Of the resource, as a BCP 47 tag.")
    description: str = Field("", max_length=DESCRIPTION_LIMIT)
    words_language: str = Field("", max_length=35, description="Of title and description.")
    types: Values = []
    subjects: Values = []
    levels: Values = []
    audiences: Values = []
    licence: str = Field("", max_length=500, description="Address or name of the licence.")
    creators: Values = Field([], description="`Name | address`")
    minutes: Whole | None = Field(None, ge=1, le=MOST_MINUTES, description="How long it takes.")
    internet: Value = ""
    device: Value = ""
    laboratory: Value = ""
    consumables: Value = ""
    safety: Value = ""
    groups: Values = []
    countries: Values = Field([], description="Where it comes from, as ISO 3166-1 alpha-2 codes.")
    note: str = Field("", max_length=LONGEST_NOTE, description="To curators only.")


class SubmissionOut(Schema):
    """A submission. `fates` counts its resources by what became of them; `reason` and `resource`
    (its id, once it is listed) are those of a single one."""

    id: str
    way: str
    name: str
    sent_at: datetime
    fates: dict[str, int] = Field(description=", ".join(fate.value for fate in Fate))
    reason: str
    resource: str
    asked: str = Field(description="What a curator wants to be changed.")


class SubmissionList(Schema):
    """`next` of a page is `after` of the following one."""

    items: list[SubmissionOut]
    next: str | None


@router.post("/submissions", response={201: SubmissionOut}, summary="Suggest a resource")
def submit(request: HttpRequest, suggestion: SuggestionIn) -> Status[dict[str, Any]]:
    said = suggestion.dict()
    made = operations.submit(
        words_from(said), way=Way.FORM, note=said["note"], by=person_of(request)
    )
    [row] = queries.rows_of([made])
    return Status(201, queries.submission_facts(row))


@router.get("/submissions", response=SubmissionList, summary="One's own suggestions")
def my_submissions(request: HttpRequest, after: str = "") -> dict[str, Any]:
    page = queries.submissions_of(person_of(request), after=after)
    return {
        "items": [queries.submission_facts(row) for row in page.rows],
        "next": page.after or None,
    }
