"""`/api/v1/desk`: what the desk shows and does, with the session of whoever is signed in and the token
against forged requests (`X-CSRFToken`)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import InvalidInput, require
from armillary.core.stated import Moment
from armillary.evaluation import operations, rules
from armillary.evaluation.desk import decisions as kept
from armillary.evaluation.desk.operations import mark_seen
from armillary.evaluation.desk.overview import overview, overview_facts
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk import reader_language
from armillary.evaluation.interfaces.desk_facts import candidate_facts, decided_facts
from armillary.evaluation.operations.listing import MOST_AT_ONCE
from armillary.evaluation.queries import CandidateFilters, candidates
from armillary.harvest.rules import may_see_submissions
from armillary.harvest.submissions import queries as submissions
from armillary.people.interfaces.requests import actor_of, person_of

router = Router(tags=["Desk"], auth=django_auth)


class SeenIn(Schema):
    """Up to when everything was seen; now, if it is left out."""

    until: Moment | None = Field(None, description="`until` of the overview that was read.")


class ListingDecisionIn(Schema):
    """One decision about many resources, or about all that is undecided in submissions."""

    decision: ListingKind
    resources: list[str] = Field([], max_length=MOST_AT_ONCE, description="Ids.")
    submissions: list[str] = Field([], max_length=MOST_AT_ONCE, description="Ids.")
    reason: str = Field("", max_length=500, description="Needed to decline and to withdraw.")


@router.get("/desk", summary="What came, what broke, what awaits a decision")
def read_overview(
    request: HttpRequest, after: str = "", since: Moment | None = None
) -> dict[str, Any]:
    """Sources, those first that need somebody; `next` is `after` of their next page. What is new is
    from after `since`, or from after this person was last up to date."""
    return overview_facts(overview(by=person_of(request), after=after, since=since))


@router.post("/desk/seen", summary="Mark all as seen")
def see(request: HttpRequest, stated: SeenIn) -> dict[str, str]:
    return {"seen_at": mark_seen(until=stated.until, by=person_of(request)).isoformat()}


@router.get("/desk/candidates", summary="Resources that await a decision")
def list_candidates(
    request: HttpRequest, source: str = "", check: str = "", language: str = "", after: str = ""
) -> dict[str, Any]:
    """Those that wait longest first; `next` of a page is `after` of the following one."""
    require(rules.may_decide(actor_of(request)))
    filters = CandidateFilters(source=source, check=check, language=language)
    reader = reader_language()
    return candidate_facts(candidates(filters, after=after, language=reader), reader)


@router.get("/desk/submissions", summary="What people have suggested")
def list_submissions(
    request: HttpRequest, only: str = submissions.OPEN, after: str = ""
) -> dict[str, Any]:
    """The newest first: those that are `open`, of which words are `aside`, or `all`."""
    require(may_see_submissions(person_of(request)))
    page = submissions.all_submissions(only=only, after=after)
    return {
        "items": [submissions.submission_facts(row) for row in page.rows],
        "next": page.after or None,
    }


@router.get("/desk/decisions", summary="The latest decisions")
def list_decisions(request: HttpRequest, after: str = "") -> dict[str, Any]:
    """On listing, links, unknown values and duplicates, those that were undone too."""
    require(rules.may_decide(actor_of(request)))
    page = kept.latest_decisions(after=after)
    return {"items": [kept.decision_facts(row) for row in page.rows], "next": page.after or None}


@router.post("/desk/decisions", response={201: Any}, summary="Decide about many resources")
def decide(request: HttpRequest, stated: ListingDecisionIn) -> Status[dict[str, Any]]:
    """What cannot be decided does not hold up the others, and stands in `problems`. The answer has
    the id by which all of it is undone."""
    by = actor_of(request)
    require(rules.may_decide(by))
    if not stated.resources and not stated.submissions:
        raise InvalidInput(_("Name resources or submissions."))
    chosen = [*stated.resources, *submissions.undecided_resources(stated.submissions)]
    decided = operations.decide_resources(stated.decision, chosen, reason=stated.reason, by=by)
    return Status(201, decided_facts(decided))


@router.post("/desk/decisions/{identifier}/undo", summary="Undo a decision")
def undo(request: HttpRequest, identifier: str) -> dict[str, int]:
    """What was changed since stays as it is, and is counted as `left`."""
    undone = kept.undo_decision(identifier, by=actor_of(request))
    return {"undone": undone.done, "left": undone.left}
