"""Totals and facet counts. What does not depend on a reader's filters is kept per commit."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from armillary.search.documents import EVERY, FACETS, climbed
from armillary.search.engines.base import Hit, Plan, Reader

KEPT = 256

T = TypeVar("T")


class FacetCount(NamedTuple):
    """How many documents have a value, were it chosen."""

    value: str
    count: int  # type: ignore[assignment]  # shadows tuple.count, which nobody needs here


class Recent:
    """The answers asked for last, per process. A new commit has another stamp, so none is stale."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, str, str], object] = OrderedDict()

    def get(self, reader: Reader, plan: Plan, what: str, compute: Callable[[], T]) -> T:
        key = (reader.stamp, plan.canonical, what)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[return-value]
        answer = compute()
        self.keep(reader, plan, what, answer)
        return answer

    def keep(self, reader: Reader, plan: Plan, what: str, answer: object) -> None:
        with self._lock:
            self._answers[reader.stamp, plan.canonical, what] = answer
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


RECENT = Recent()


def total(reader: Reader, plan: Plan) -> int:
    return RECENT.get(reader, plan, "total", lambda: reader.total(plan))


def best_matches(reader: Reader, plan: Plan, *, offset: int, size: int) -> list[Hit]:
    """Hits by relevance. How many have the words themselves comes with them, so nobody has to ask."""
    direct, hits = reader.best_matches(plan, offset=offset, size=size)
    RECENT.keep(reader, plan.themselves, "total", direct)
    return hits


def facet_counts(reader: Reader, plan: Plan) -> dict[str, list[FacetCount]]:
    """Counts of every facet, the most frequent values first.

    A facet with a filter is counted as if it had none, so that a reader sees what choosing another
    of its values would add; but where every chosen value must hold, as it is, which is what would be
    left.
    """
    widened = [facet for facet in plan.filters if facet not in EVERY]
    if not plan.filters:
        counts = RECENT.get(reader, plan, "counts", lambda: _count(reader, plan, FACETS))
    else:
        free = tuple(facet for facet in FACETS if facet not in widened)
        counts = _count(reader, plan, free)
        for facet in widened:
            counts[facet] = _count(reader, plan.without(facet), (facet,))[facet]
    return {facet: _ranked(climbed(facet, counts[facet])) for facet in FACETS}


def counts_of(reader: Reader, plan: Plan, facet: str) -> dict[str, int]:
    """Value → documents of one facet, with every filter in force."""
    return RECENT.get(reader, plan, facet, lambda: _count(reader, plan, (facet,)))[facet]


def days(reader: Reader, plan: Plan) -> dict[int, int]:
    return RECENT.get(reader, plan, "days", lambda: reader.days(plan))


def _count(reader: Reader, plan: Plan, facets: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """The total comes with them, as above."""
    found, counts = reader.counts(plan, facets, total=lambda: total(reader, plan))
    RECENT.keep(reader, plan, "total", found)
    return counts


def _ranked(values: dict[str, int]) -> list[FacetCount]:
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return [FacetCount(value, count) for value, count in ranked]
