"""Pairs that wait and pairs that are decided, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.harvest.enums import SuspicionState, Tie
from armillary.harvest.models import Suspicion
from armillary.harvest.queries import open_suspicions

PAGE: Final = 20
WAITING: Final = "pairs-waiting"
DECIDED: Final = "pairs-decided"


@dataclass(frozen=True, slots=True)
class PairPage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: list[Suspicion]
    after: str


def waiting_pairs(*, tie: str = "", after: str = "", size: int = PAGE) -> PairPage:
    """Undecided pairs, the likeliest first; of one tie, if asked for. What was merged meanwhile is
    left out."""
    found = open_pairs(tie)
    if after:
        probability, number = read_cursor(after, purpose=_purpose(tie))
        behind = Q(probability__lt=probability) | Q(probability=probability, pk__gt=number)
        found = found.filter(behind)
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    cursor = write_cursor(last.probability, last.pk, purpose=_purpose(tie)) if last else ""
    return PairPage(rows[:size], cursor)


def open_pairs(tie: str = "") -> QuerySet[Suspicion]:
    """The likeliest first. Raises `InvalidInput` for a tie that there is not."""
    if tie and tie not in Tie:
        raise InvalidInput(_("Two resources can be: %(known)s.") % {"known": ", ".join(Tie.values)})
    return open_suspicions().filter(tie=tie) if tie else open_suspicions()


def _purpose(tie: str) -> str:
    return f"{WAITING}-{tie}"


def decided_pairs(*, after: str = "", size: int = PAGE) -> PairPage:
    """The latest first, by people and by the machine."""
    found = Suspicion.objects.exclude(state=SuspicionState.OPEN).exclude(decided_at=None)
    if after:
        moment, number = read_cursor(after, purpose=DECIDED)
        at = datetime.fromisoformat(moment)
        found = found.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=number))
    both = found.select_related("first", "second", "merge")
    rows = list(both.order_by("-decided_at", "-pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    cursor = ""
    if last is not None and last.decided_at is not None:
        cursor = write_cursor(last.decided_at.isoformat(), last.pk, purpose=DECIDED)
    return PairPage(rows[:size], cursor)


def pair_facts(row: Suspicion) -> dict[str, Any]:
    """A pair as JSON values."""
    return {
        "id": row.pk,
        "state": row.state,
        "tie": row.tie,
        "probability": row.probability,
        "reasons": row.reasons,
        "first": {"id": row.first.public_id, "title": str(row.first)},
        "second": {"id": row.second.public_id, "title": str(row.second)},
        "decided_by": row.decided_by or None,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "merge": row.merge_id,
    }
