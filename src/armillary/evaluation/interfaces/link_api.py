"""`/api/v1/links`: the inbox of links for curators who are signed in, with the token against forged
requests (`X-CSRFToken`). The same decisions as at the desk."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.core.stated import Number
from armillary.evaluation import rules
from armillary.evaluation.enums import LinkDecisionKind, Outcome, Standing
from armillary.evaluation.interfaces.link_tasks import ask_chosen_links
from armillary.evaluation.links import deciding, facts, queries
from armillary.evaluation.links.choices import seen_address
from armillary.evaluation.links.deciding import MOST_AT_ONCE, Decided
from armillary.evaluation.links.operations import require_link_checks_on
from armillary.evaluation.links.queries import HOSTS, PAGE, LinkFilters
from armillary.evaluation.links.undoing import undo_decision
from armillary.people.actors import Actor
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Links"], auth=django_auth)

Numbers = Annotated[list[Number], Field(min_length=1, max_length=MOST_AT_ONCE)]
LONGEST = 4096


class LinkQuery(Schema):
    """Which links: those of one standing, narrowed to a host or an outcome."""

    standing: Literal[
        "broken", "moved", "doubtful", "respelt", "missed", "unclear", "good", "new"
    ] = "broken"
    host: str = Field("", max_length=300, description="As in addresses, with the port.")
    outcome: str = Field("", max_length=20, description=", ".join(Outcome.values))
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(PAGE, ge=1, le=200, description="Links of a page.")


class UserOut(Schema):
    """A resource that leads to the link."""

    id: str
    title: dict[str, str] = Field(description="Language tag → title.")


class LinkOut(Schema):
    """An address and what is thought of it. Times are in UTC, null where nothing has happened."""

    id: int
    address: str
    host: str
    standing: str = Field(description=", ".join(Standing.values))
    outcome: str = Field(description="What came of asking it last.")
    sentence: str = Field(description="The same in the reader's language.")
    sure: float = Field(description="From 0 to 1.")
    status: int | None = Field(description="Of HTTP, where anybody answered.")
    since: str | None = Field(description="Since when the outcome is what it is.")
    uses: int = Field(description="Resources that lead there.")
    leads_to: str = Field(description="Where redirects ended; empty where there were none.")
    is_pardoned: bool = Field(description="A curator has called the outcome fine.")
    misses: int = Field(description="In a row.")
    answered_first: str | None
    answered_last: str | None
    asked: str | None
    due: str | None = Field(description="When it is asked next; null where nobody leads there.")
    resources: list[UserOut] = Field(description="Some of those that lead there.")


class LinkStoryOut(LinkOut):
    """With its latest outcomes, the last one first."""

    history: list[dict[str, str]]


class LinksOut(Schema):
    """`is_on` false: the operator has not turned link checks on, so nothing is asked."""

    is_on: bool
    items: list[LinkOut]
    next: str | None


class HostOut(Schema):
    """A host with some of its broken links. Where it `is_down`, nothing on it answers."""

    host: str
    is_down: bool
    down_since: str | None
    broken: int
    affected: int = Field(description="Times that resources lead to one of its broken links.")
    links: list[LinkOut]


class HostsOut(Schema):
    items: list[HostOut]
    next: str | None


class AskIn(Schema):
    links: Numbers


class LinkDecisionIn(Schema):
    """What to do about some links."""

    action: Literal["accept", "reject", "excuse", "withdraw"]
    links: Numbers
    targets: dict[int, Annotated[str, Field(max_length=LONGEST)]] = Field(
        {}, description="Link → the new address you have seen; another one is left alone."
    )
    reason: str = Field("", max_length=500, description="Needed to withdraw.")


class LinkDecisionOut(Schema):
    id: str
    kind: str = Field(description=", ".join(LinkDecisionKind.values))
    at: str | None
    links: int
    resources: int = Field(description="Edited or withdrawn by it.")
    undone: str | None


class DecidedOut(LinkDecisionOut):
    left: int = Field(description="Links that it could not be made about.")


class DecisionsOut(Schema):
    items: list[LinkDecisionOut]


class UndoneOut(Schema):
    done: int
    left: int = Field(description="What somebody has changed since, and stays.")


DECISIONS: dict[str, Callable[[LinkDecisionIn, Actor], Decided]] = {
    "accept": lambda wish, by: deciding.accept_moves(wish.links, seen=_seen(wish), by=by),
    "reject": lambda wish, by: deciding.reject_moves(wish.links, seen=_seen(wish), by=by),
    "excuse": lambda wish, by: deciding.excuse_links(wish.links, by=by),
    "withdraw": lambda wish, by: deciding.withdraw_users(wish.links, reason=wish.reason, by=by),
}


def _seen(wish: LinkDecisionIn) -> dict[int, str]:
    return {number: seen_address(target) for number, target in wish.targets.items()}


@router.get("/links", response=LinksOut, summary="Links of one standing, the most used first")
def list_links(request: HttpRequest, asked: Query[LinkQuery]) -> dict[str, Any]:
    require(rules.may_decide(person_of(request)))
    filters = LinkFilters(asked.standing, asked.host, asked.outcome)
    page = queries.links(filters, after=asked.after, size=asked.size)
    return {
        "is_on": queries.are_on(),
        "items": [facts.link_facts(row) for row in page.rows],
        "next": page.after or None,
    }


@router.get("/links/hosts", response=HostsOut, summary="Broken links host by host")
def list_hosts(
    request: HttpRequest, after: str = "", size: Annotated[int, Field(ge=1, le=100)] = HOSTS
) -> dict[str, Any]:
    """Those hosts first that most resources suffer from. One that is down is one event."""
    require(rules.may_decide(person_of(request)))
    page = queries.broken_hosts(after=after, size=size)
    return {"items": [facts.host_facts(row) for row in page.rows], "next": page.after or None}


@router.get("/links/decisions", response=DecisionsOut, summary="What was decided lately")
def list_decisions(request: HttpRequest) -> dict[str, Any]:
    require(rules.may_decide(person_of(request)))
    return {"items": [facts.decision_facts(row.decision) for row in queries.decisions()]}


@router.post("/links/decisions", response={201: DecidedOut}, summary="Decide about links")
def decide(request: HttpRequest, wish: LinkDecisionIn) -> Status[dict[str, Any]]:
    decided = DECISIONS[wish.action](wish, person_of(request))
    return Status(201, {**facts.decision_facts(decided.decision), "left": decided.left})


@router.post("/links/decisions/{public_id}/undo", response=UndoneOut, summary="Undo a decision")
def undo(request: HttpRequest, public_id: str) -> dict[str, int]:
    person = person_of(request)
    require(rules.may_decide(person))
    undone = undo_decision(queries.decision_by_public_id(public_id), by=person)
    return {"done": undone.done, "left": undone.left}


@router.post("/links/ask", response={202: AskIn}, summary="Ask links again, soon")
def ask(request: HttpRequest, wish: AskIn) -> Status[dict[str, Any]]:
    """In the background, at the pace of their hosts."""
    require(rules.may_check(person_of(request)))
    require_link_checks_on()
    ask_chosen_links.enqueue(wish.links)
    return Status(202, {"links": wish.links})


@router.get("/links/{number}", response=LinkStoryOut, summary="One link with its history")
def read_link(request: HttpRequest, number: int) -> dict[str, Any]:
    require(rules.may_decide(person_of(request)))
    return facts.story_facts(queries.link_story(queries.link_by_id(number)))
