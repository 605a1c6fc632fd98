"""A search as it is followed: the newest of what it finds, and which of some new things it finds.

Nothing is widened and no spelling is mended: whoever follows a search for something rare waits for
just that, and what only comes near it is no news.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from armillary.search import counting
from armillary.search.engines import engine
from armillary.search.engines.base import Order, Plan, Reader
from armillary.search.queries import SearchRequest, languages_asked, plan_as_asked

AT_ONCE = 1_000  # ids of one question


@dataclass(frozen=True, slots=True)
class Followed:
    """`several` are those of `ids` that stand for several things, `languages` those asked for, `total`
    how many things there are; `last` is the place of the last of `ids`, if others come behind it."""

    ids: Sequence[int]
    several: frozenset[int]
    languages: frozenset[str]
    total: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Matching:
    """Those of some things that a search finds, and the languages it asks for."""

    ids: frozenset[int]
    languages: frozenset[str]


def newest(request: SearchRequest, *, behind: int | None = None) -> Followed:
    """The first `size` by the day they came, or the next ones behind a place. Raises `InvalidInput` and `IndexUnavailable`."""
    reader, plan = _asked(request)
    found = reader.in_order(plan, order=Order.NEWEST, size=request.size + 1, after=behind)
    hits = found[: request.size]
    return Followed(
        [hit.id for hit in hits],
        frozenset(hit.id for hit in hits if hit.members > 1),
        languages_asked(plan),
        counting.total(reader, plan),
        hits[-1].position if len(found) > len(hits) else None,
    )


def matching(request: SearchRequest, ids: Sequence[int]) -> Matching:
    """Those of `ids` that a search finds. Raises `InvalidInput` and `IndexUnavailable`."""
    reader, plan = _asked(request)
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        found |= reader.among(plan, ids[start : start + AT_ONCE])
    return Matching(frozenset(found), languages_asked(plan))


def state_of_index() -> str:
    """The same as long as every answer is. Raises `IndexUnavailable`."""
    return engine().reader().stamp


def _asked(request: SearchRequest) -> tuple[Reader, Plan]:
    reader = engine().reader()
    return reader, plan_as_asked(reader, request)[0]
