"""Everything that a search finds, from the first to the last, for whoever takes it away whole.

One commit of the index answers from beginning to end, so that nothing comes twice and nothing falls
between two pages while others write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from armillary.search import counting
from armillary.search.engines import engine
from armillary.search.engines.base import Hit, Order, Plan, Reader
from armillary.search.queries import (
    MAX_DEPTH,
    SearchRequest,
    languages_asked,
    order_of,
    plans_of,
)

PIECE: Final = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """`several` are those of `ids` that stand for several things."""

    ids: Sequence[int]
    several: frozenset[int]


@dataclass(frozen=True, slots=True)
class Walk:
    """`languages` are those asked for; `pieces` can be walked through once."""

    total: int
    languages: frozenset[str]
    pieces: Iterator[Piece]


def walk(request: SearchRequest) -> Walk:
    """What `find` finds, in the same order; what has more by relevance than that order reaches comes
    newest first. Raises `InvalidInput` and `IndexUnavailable`, before anything is walked."""
    reader = engine().reader()
    asked, plan = plans_of(reader, request)
    total, order = counting.total(reader, plan), order_of(plan, request)
    if order is Order.RELEVANCE and total > MAX_DEPTH:
        order = Order.NEWEST
    walked = _ranked(reader, plan) if order is Order.RELEVANCE else _keyed(reader, plan, order)
    pieces = (_piece(hits) for hits in walked)
    return Walk(total, languages_asked(asked), pieces)


def _ranked(reader: Reader, plan: Plan) -> Iterator[list[Hit]]:
    """Ranked at once, because each further page would rank all before it again."""
    _total, hits = reader.best_matches(plan, offset=0, size=MAX_DEPTH)
    for start in range(0, len(hits), PIECE):
        yield hits[start : start + PIECE]


def _keyed(reader: Reader, plan: Plan, order: Order) -> Iterator[list[Hit]]:
    after: int | None = None
    while hits := reader.in_order(plan, order=order, size=PIECE, after=after):
        yield hits
        after = hits[-1].position


def _piece(hits: Sequence[Hit]) -> Piece:
    return Piece([hit.id for hit in hits], frozenset(hit.id for hit in hits if hit.members > 1))
