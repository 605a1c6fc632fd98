"""Everything that other installations may know of resources, in the order in which it changed.

The list goes by datestamp and id, and every page comes from an index, at any depth: what is changed
while somebody reads moves behind whatever they have read. A datestamp is set before its transaction
is committed, so a change may come to light behind a moment that was read already. The moment from
which the next harvest starts therefore lies OVERLAP before the first answer: nothing that is
committed within that time is missed, and what is sent twice is known by its bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.public import public_provenance
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.paging import read_cursor, write_cursor
from armillary.dissemination import addresses
from armillary.evaluation.queries.families import family_of
from armillary.evaluation.queries.portable import portable_reviews, verdicts_of
from armillary.formats.portable_review import write_review
from armillary.harvest.paths import paths_of

OVERLAP: Final = timedelta(minutes=15)  # longer than any transaction of ours is open
MOST_REVIEWS: Final = 500  # of a page, which ends early: each brings its whole rubric
PURPOSE: Final = "changes"
BEGINNING: Final = datetime(2, 1, 1, tzinfo=UTC)
END: Final = datetime(9999, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`following` is the cursor of the next page, empty on the last one; `since` the moment from
    which the next harvest starts."""

    entries: list[Json]
    following: str
    since: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Behind which resource to go on, and the moment that the first page named."""

    moment: datetime
    number: int
    since: str


def changes(*, since: datetime | None = None, after: str = "", size: int) -> ChangePage:
    """A page of what changed since a moment, or of everything that was ever listed. Raises
    `InvalidInput` for a cursor that is none of this list."""
    place = _place(since, after)
    rows = _rows(place, size + 1)
    page = _bounded(_entries(rows[:size]))
    has_more = len(page) < len(rows)
    last = rows[len(page) - 1] if has_more else None
    return ChangePage(page, _cursor(last, place.since) if last else "", place.since)


def _place(since: datetime | None, after: str) -> _Place:
    """The moment is taken before anything is read."""
    if after:
        moment, number, first = read_cursor(after, purpose=PURPOSE)
        return _Place(datetime.fromisoformat(moment), number, first)
    return _Place(_in_utc(since or BEGINNING), 0, _written(now() - OVERLAP))


def _in_utc(moment: datetime) -> datetime:
    """No moment that somebody asks for lies outside the calendar."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return BEGINNING if moment.year < BEGINNING.year else END


def _cursor(last: Resource, since: str) -> str:
    return write_cursor(last.datestamp.isoformat(), last.pk, since, purpose=PURPOSE)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _rows(place: _Place, count: int) -> list[Resource]:
    """In two reaches into the index: the rest of the moment, however many share it, and then on."""
    seen = Resource.objects.filter(listed_at__isnull=False).order_by("datestamp", "pk")
    rows = list(seen.filter(datestamp=place.moment, pk__gt=place.number)[:count])
    if len(rows) < count:
        rows += seen.filter(datestamp__gt=place.moment)[: count - len(rows)]
    return rows


def _bounded(entries: Sequence[Json]) -> list[Json]:
    """As many as have no more than so many reviews together, and one at least."""
    page: list[Json] = []
    reviews = 0
    for entry in entries:
        reviews += len(entry.get("reviews", ()))
        if page and reviews > MOST_REVIEWS:
            break
        page.append(entry)
    return page


def _entries(rows: Sequence[Resource]) -> list[Json]:
    stories = _Stories([row for row in rows if row.is_listed])
    standing = _standing(rows)
    return [
        stories.of(row) if row.is_listed else _tombstone(row, standing.get(row.pk)) for row in rows
    ]


def standings(rows: Sequence[Resource]) -> dict[int, Json]:
    """Resource → how it stands, and no more of its story: what may be told before anybody asks."""
    standing = _standing(rows)
    return {
        row.pk: _head(row, "listed") if row.is_listed else _tombstone(row, standing.get(row.pk))
        for row in rows
    }


class _Stories:
    """All that is told of some resources, read in as many questions for one as for a hundred."""

    def __init__(self, rows: Sequence[Resource]) -> None:
        self._pages = {row.pk: addresses.landing(row.public_id) for row in rows}
        family = family_of(self._pages)
        self._keys = _keys_of(family)
        self._verdicts = verdicts_of(list(self._pages))
        self._reviews = portable_reviews(family, self._pages)
        self._paths = paths_of(family, self._pages)

    def of(self, row: Resource) -> Json:
        return {
            **_head(row, "listed"),
            "listed": row.listed_at,
            **({"unavailable_since": row.unavailable_since} if row.is_unavailable else {}),
            "description": row.stated,
            "keys": self._keys.get(row.pk, []),
            "unknown": row.unknown,
            "provenance": public_provenance(row),
            "paths": self._paths[row.pk],
            "checks": self._verdicts.get(row.pk, []),
            "reviews": [write_review(review) for review in self._reviews[row.pk]],
        }


def _head(row: Resource, state: str) -> Json:
    page = addresses.landing(row.public_id)
    return {"id": row.public_id, "page": page, "state": state, "datestamp": _written(row.datestamp)}


def _tombstone(row: Resource, kept: Resource | None) -> Json:
    """What was listed once and is no more. A reason is given only for a decision that stands."""
    if kept is not None and kept.is_listed:
        merged = {"id": kept.public_id, "page": addresses.landing(kept.public_id)}
        return {**_head(row, "merged"), "merged_into": merged}
    is_decided = row.state == ResourceState.WITHDRAWN and row.alias_of_id is None
    return {**_head(row, "withdrawn"), "reason": row.reason if is_decided else ""}


def _standing(rows: Iterable[Resource]) -> dict[int, Resource]:
    """Merged resource → the one at the end of its chain, a question for each link."""
    found: dict[int, Resource] = {}
    waiting = {row.pk: row.alias_of_id for row in rows if row.alias_of_id is not None}
    while waiting:
        kept = Resource.objects.defer("facts", "provenance", "unknown").in_bulk(
            set(waiting.values())
        )
        found |= {number: kept[alias] for number, alias in waiting.items()}
        waiting = {
            number: alias for number in waiting if (alias := found[number].alias_of_id) is not None
        }
    return found


def _keys_of(family: Mapping[int, int]) -> dict[int, list[str]]:
    """What each is known by, with all that was merged into it."""
    keys: dict[int, list[str]] = {}
    for part in chunks(sorted(family)):
        rows = IdentityKey.objects.filter(resource__in=part).order_by("key")
        for number, key in rows.values_list("resource_id", "key"):
            keys.setdefault(family[number], []).append(key)
    return {number: sorted(found) for number, found in keys.items()}
