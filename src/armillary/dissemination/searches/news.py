"""What of the latest arrivals a saved search finds: told is what a reader of the search may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks, rows_in_order
from armillary.catalogue.works.queries import EditionRow, editions_together
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches.arrivals import newcomers
from armillary.dissemination.searches.asked import AskedSearch, asked_again
from armillary.search.following import Matching, matching

SHOWN: Final = 10  # titles of one search in a mail

Works = Mapping[int, Sequence[EditionRow]]


@dataclass(frozen=True, slots=True)
class News:
    """Of one search: how much is new, and the latest of it."""

    search: SavedSearch
    asked: AskedSearch
    count: int
    shown: Sequence[Resource]

    @property
    def further(self) -> int:
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What arrived between two numbers, the latest first, and the works that some of it belongs to:
    the same for every search that was told up to the same number."""

    ids: Sequence[int]
    works: Works

    @property
    def documents(self) -> list[int]:
        """Under which the index may know it."""
        return sorted({each for number in self.ids for each in _documents(number, self.works)})


def fresh_since(number: int, *, up_to: int) -> Fresh:
    ids = newcomers(after=number, up_to=up_to)
    return Fresh(ids, _works(ids))


def news_of(search: SavedSearch, fresh: Fresh) -> News:
    """Raises `InvalidInput` for what cannot be searched any more, and `IndexUnavailable`."""
    asked = asked_again(search.query)
    match = matching(asked.request(search.language), fresh.documents)
    found = _found(fresh, match, search.language)
    return News(search, asked, len(found), rows_in_order(found[:SHOWN]))


def _works(ids: Sequence[int]) -> Works:
    found: dict[int, list[EditionRow]] = {}
    for part in chunks(ids):
        found |= editions_together(part)
    return found


def _documents(number: int, works: Works) -> set[int]:
    """Where the index may know it: by itself, or as an edition of a work, by the first of them."""
    together = works.get(number)
    return {number, together[0].resource.pk} if together else {number}


def _found(fresh: Fresh, match: Matching, language: str) -> list[int]:
    """In their order. Of new editions of one work that in the reader's language, or else the first;
    where a language is asked for, only those in it."""
    works, groups = fresh.works, dict[int, list[int]]()
    for number in fresh.ids:
        if not _documents(number, works) & match.ids:
            continue
        if number not in works:
            groups[number] = [number]
        elif not match.languages or _tags(number, works) & match.languages:
            groups.setdefault(works[number][0].resource.pk, []).append(number)
    return [_best(group, works, language) for group in groups.values()]


def _best(group: Sequence[int], works: Works, language: str) -> int:
    if len(group) == 1:
        return group[0]
    return max(group, key=lambda number: _worth(_tags(number, works), language))


def _worth(tags: frozenset[str], language: str) -> tuple[bool, bool]:
    """As results have it: in the language as it is written, or else in another way of writing it. The
    first of those that are worth the same is told of."""
    bases = {tag.partition("-")[0] for tag in tags}
    return language in tags, language.partition("-")[0] in bases


def _tags(number: int, works: Works) -> frozenset[str]:
    [row] = [row for row in works[number] if row.resource.pk == number]
    return frozenset({row.language, *row.resource.facts.get("languages", ())})
