"""Every decision of late that can be undone, whatever it was about, the latest first."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.paging import read_cursor, write_cursor
from armillary.evaluation import rules
from armillary.evaluation.desk import decisions_of_harvest as harvest
from armillary.evaluation.desk.kept import Kept, counted_links, counted_resources
from armillary.evaluation.errors import NoSuchDecision
from armillary.evaluation.links import undoing
from armillary.evaluation.links.undoing import Undone
from armillary.evaluation.models import LinkDecision, ListingDecision
from armillary.evaluation.operations.unlisting import undo_listing
from armillary.evaluation.queries.names import names_of
from armillary.people.actors import Actor

PAGE: Final = 50
PURPOSE: Final = "decisions"


class DecisionKind(NamedTuple):
    """Decisions of one kind: those made before a moment, and how to undo the one of an id."""

    latest: Callable[[datetime | None, int], list[Kept]]
    undo: Callable[[str, Actor], Undone]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[Kept]
    after: str


def latest_decisions(*, after: str = "", size: int = PAGE) -> DecisionPage:
    """Those that were undone too."""
    before = datetime.fromisoformat(read_cursor(after, purpose=PURPOSE)[0]) if after else None
    found = [
        replace(row, id=f"{key}-{row.id}")
        for key, kind in KINDS.items()
        for row in kind.latest(before, size + 1)
    ]
    found.sort(key=lambda row: row.at, reverse=True)
    page = _named(found[:size])
    more = len(found) > size
    return DecisionPage(
        page, write_cursor(page[-1].at.isoformat(), purpose=PURPOSE) if more else ""
    )


def undo_decision(identifier: str, *, by: Actor) -> Undone:
    """Undo a decision as a whole. What was changed since stays as it is; raises a `Conflict` that
    says so where nothing else is left, and `NoSuchDecision`."""
    require(rules.may_decide(by))
    key, _dash, own = identifier.partition("-")
    if key not in KINDS:
        raise no_such_decision()
    return KINDS[key].undo(own, by)


def no_such_decision() -> NoSuchDecision:
    return NoSuchDecision(_("There is no decision with this id. Look at the list of decisions."))


def decision_facts(row: Kept) -> dict[str, Any]:
    """A decision as JSON values."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "who": row.who,
        "what": row.what,
        "number": row.number,
        "reason": row.reason,
        "undone": row.is_undone,
    }


def _named(rows: list[Kept]) -> list[Kept]:
    names = names_of({row.actor for row in rows})
    return [replace(row, who=names.get(row.actor, "")) for row in rows]


def _listing(before: datetime | None, size: int) -> list[Kept]:
    rows = ListingDecision.objects.defer("before").order_by("-decided_at", "-pk")
    rows = rows.filter(decided_at__lt=before) if before else rows
    return [
        replace(_kept(row, row.resources, counted_resources(row.resources)), reason=row.reason)
        for row in rows[:size]
    ]


def _undo_listing(own: str, by: Actor) -> Undone:
    found = ListingDecision.objects.filter(public_id=own).first()
    if found is None:
        raise no_such_decision()
    return undo_listing(found, by=by)


def _links(before: datetime | None, size: int) -> list[Kept]:
    rows = LinkDecision.objects.defer("before").order_by("-decided_at", "-pk")
    rows = rows.filter(decided_at__lt=before) if before else rows
    return [_kept(row, row.links, counted_links(row.links)) for row in rows[:size]]


def _kept(row: ListingDecision | LinkDecision, number: int, how_many: str) -> Kept:
    return Kept(
        id=row.public_id,
        at=row.decided_at,
        actor=row.decided_by,
        what=row.get_kind_display(),
        number=number,
        how_many=how_many,
        is_undone=row.undone_at is not None,
    )


def _undo_links(own: str, by: Actor) -> Undone:
    found = LinkDecision.objects.filter(public_id=own).first()
    if found is None:
        raise no_such_decision()
    return undoing.undo_decision(found, by=by)


def _undo_terms(own: str, by: Actor) -> Undone:
    return harvest.undo_terms(_number(own), by=by)


def _undo_pair(own: str, by: Actor) -> Undone:
    return harvest.undo_pair(_number(own), by=by)


def _number(own: str) -> int:
    if not own.isdecimal() or len(own) > 18:
        raise no_such_decision()
    return int(own)


KINDS: Final = {
    "listing": DecisionKind(_listing, _undo_listing),
    "links": DecisionKind(_links, _undo_links),
    "terms": DecisionKind(harvest.decided_terms, _undo_terms),
    "pairs": DecisionKind(harvest.decided_pairs, _undo_pair),
}
