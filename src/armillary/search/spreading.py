"""How what a search finds is spread: over the values of a facet, over two facets at once, and over time.
From this charts are drawn. Everything is counted as `find` counts it, so that a number on a chart is
the number of results behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from armillary.search import counting
from armillary.search.engines import engine
from armillary.search.engines.base import Plan, Reader
from armillary.search.queries import SearchRequest, plans_of


@dataclass(frozen=True, slots=True)
class Spread:
    """Value → documents. One document may have several values, and `known` have any; of the `total`
    the others have none."""

    total: int
    known: int
    counts: dict[str, int]


def _plan(request: SearchRequest) -> tuple[Reader, Plan]:
    """The question that `find` answers in the end."""
    reader = engine().reader()
    _asked, used = plans_of(reader, request)
    return reader, used


def total_of(request: SearchRequest) -> int:
    """How many documents there are."""
    return counting.total(*_plan(request))


def spread_over(request: SearchRequest, facet: str) -> Spread:
    """Over one facet, as if nothing of it were chosen. Raises as `find` does."""
    reader, used = _plan(request)
    plan = used.without(facet)
    counts = counting.counts_of(reader, plan, facet)
    having = replace(plan, filters={**plan.filters, facet: tuple(sorted(counts))})
    return Spread(
        total=counting.total(reader, plan),
        known=counting.total(reader, having) if counts else 0,
        counts=counts,
    )


def crossed(
    request: SearchRequest, facet: str, values: Sequence[str], other: str
) -> dict[str, Spread]:
    """Value of one facet → how what has it is spread over another. The engine is asked once for each
    value, whatever there is."""
    return {
        value: spread_over(replace(request, filters={**request.filters, facet: [value]}), other)
        for value in values
    }


def days_of(request: SearchRequest) -> dict[int, int]:
    """Day, counted from 1970-01-01 → documents that came on it, in ascending order."""
    return counting.days(*_plan(request))
