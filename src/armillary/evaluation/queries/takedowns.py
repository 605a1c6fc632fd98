"""Rights requests: those that wait for an answer, and the public record of those that have one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.queries import chunks
from armillary.core.paging import read_cursor, write_cursor
from armillary.core.texts import TranslatedText
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.errors import NoSuchTakedown
from armillary.evaluation.models import TakedownRequest

PAGE = 50
ANSWERED = (TakedownState.UPHELD, TakedownState.REFUSED)


@dataclass(frozen=True, slots=True)
class OpenTakedown:
    """A line of the curators' list. `claimants` counts those who joined as well."""

    public_id: str
    title: TranslatedText
    name: str
    on_behalf_of: str
    confirmed_at: datetime | None
    is_paused: bool
    claimants: int


@dataclass(frozen=True, slots=True)
class OpenPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[OpenTakedown]
    after: str


@dataclass(frozen=True, slots=True)
class AnsweredTakedown:
    """A line of the public record. `names` are those of claimants who agreed to be named."""

    public_id: str
    resource: str
    title: TranslatedText
    asked_at: datetime | None
    answered_at: datetime | None
    outcome: TakedownState
    answer: str
    names: list[str]
    claimants: int


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """The latest answer first; `after` is the cursor of the next page."""

    rows: list[AnsweredTakedown]
    after: str


def are_claimed(ids: Collection[int]) -> bool:
    """Does a request about any of these wait for an answer? Not every such request pauses."""
    waiting = TakedownRequest.objects.filter(state=TakedownState.OPEN)
    return any(waiting.filter(resource__in=part).exists() for part in chunks(sorted(ids)))


def takedown_by_public_id(public_id: str) -> TakedownRequest:
    """A confirmed request, or the one it joined. Raises `NoSuchTakedown`."""
    rows = TakedownRequest.objects.exclude(state=TakedownState.UNCONFIRMED)
    found = rows.select_related("resource", "joins__resource").filter(public_id=public_id).first()
    if found is None:
        raise NoSuchTakedown(_("There is no rights request with this id."))
    return found.joins or found


def claims_of(request: TakedownRequest) -> list[TakedownRequest]:
    """Everybody's claim, the one that leads first."""
    return [request, *request.joined.order_by("confirmed_at", "pk")]


def open_takedown_of(resource_id: int) -> TakedownRequest | None:
    """The request that leads for a resource and waits for its answer."""
    return _leading().filter(resource_id=resource_id, state=TakedownState.OPEN).first()


def was_taken_down(resource_id: int) -> bool:
    """Has a request about this resource been upheld?"""
    return _leading().filter(resource_id=resource_id, state=TakedownState.UPHELD).exists()


def waiting_takedowns() -> QuerySet[TakedownRequest]:
    """All that wait for an answer, those that joined another left out."""
    return _leading().filter(state=TakedownState.OPEN)


def open_takedowns(*, after: str = "", size: int = PAGE) -> OpenPage:
    """Those that wait for an answer, the oldest first."""
    found = waiting_takedowns().annotate(others=Count("joined"))
    if after:
        [last] = read_cursor(after, purpose="takedowns")
        found = found.filter(pk__gt=last)
    rows = list(found.select_related("resource").order_by("pk")[: size + 1])
    more = len(rows) > size
    return OpenPage(
        rows=[_open(row, row.others) for row in rows[:size]],
        after=write_cursor(rows[size - 1].pk, purpose="takedowns") if more else "",
    )


def _open(row: TakedownRequest, others: int) -> OpenTakedown:
    return OpenTakedown(
        public_id=row.public_id,
        title=row.resource.titles,
        name=row.name,
        on_behalf_of=row.on_behalf_of,
        confirmed_at=row.confirmed_at,
        is_paused=bool(row.paused_from),
        claimants=1 + others,
    )


def answered_takedowns(*, after: str = "", size: int = PAGE) -> AnsweredPage:
    """The public record."""
    found = _leading().filter(state__in=ANSWERED)
    if after:
        moment, last = read_cursor(after, purpose="answered-takedowns")
        at = datetime.fromisoformat(moment)
        found = found.filter(decided_at__lte=at).filter(Q(decided_at__lt=at) | Q(pk__lt=last))
    ordered = found.select_related("resource").prefetch_related("joined")
    rows = list(ordered.order_by("-decided_at", "-pk")[: size + 1])
    return AnsweredPage(
        rows=[_answered(row) for row in rows[:size]],
        after=_cursor(rows[size - 1]) if len(rows) > size else "",
    )


def _answered(row: TakedownRequest) -> AnsweredTakedown:
    claims = [row, *row.joined.all()]
    return AnsweredTakedown(
        public_id=row.public_id,
        resource=row.resource.public_id,
        title=row.resource.titles,
        asked_at=row.confirmed_at,
        answered_at=row.decided_at,
        outcome=TakedownState(row.state),
        answer=row.answer,
        names=[each.name for each in claims if each.is_name_public and each.name],
        claimants=len(claims),
    )


def _cursor(last: TakedownRequest) -> str:
    moment = last.decided_at.isoformat() if last.decided_at else ""
    return write_cursor(moment, last.pk, purpose="answered-takedowns")


def _leading() -> QuerySet[TakedownRequest]:
    return TakedownRequest.objects.filter(joins=None)
