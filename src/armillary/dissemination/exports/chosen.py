"""Of what an export is made. Nothing is read before somebody asks for the first piece, and what is not
listed when its turn comes is left out, so that a withdrawal reaches exports under way, too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from armillary.catalogue import queries as catalogue
from armillary.catalogue.lists.queries import entries_of, list_by_public_id, offered_resources
from armillary.catalogue.models import Resource
from armillary.catalogue.works.showing import found_editions
from armillary.core.memory import few_pages_kept
from armillary.dissemination.errors import TooMuchToExport
from armillary.dissemination.searches.asked import AskedSearch
from armillary.people.actors import Actor
from armillary.search.walking import Walk, walk

MOST: Final = 10_000  # resources of a file that is made while somebody waits for it
PIECE: Final = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """`name` is for the file; `pieces` can be read once, and may turn out to have less than `total`."""

    name: str
    total: int
    pieces: Iterator[Sequence[Resource]]

    def at_most(self, most: int = MOST) -> "Chosen":
        """The same, if there is no more. Raises `TooMuchToExport`."""
        if self.total > most:
            raise TooMuchToExport(
                _(
                    "These are %(total)d resources, and a file made at once has at most %(most)d. Narrow "
                    "the search, or take the whole catalogue from %(page)s."
                )
                % {"total": self.total, "most": most, "page": "/dataset/"}
            )
        return self


def everything() -> Chosen:
    """All that is listed, in the order in which it came, straight from the database."""
    with few_pages_kept():
        total = catalogue.listed_count()
    return Chosen("catalogue", total, _all_listed())


def _all_listed() -> Iterator[list[Resource]]:
    with few_pages_kept():
        yield from catalogue.listed_in_pieces(PIECE)


def searched(asked: AskedSearch, language: str) -> Chosen:
    """What the page of results shows to a reader of a language, in its order; of a work the edition
    that stands there. Raises `InvalidInput` and `IndexUnavailable`."""
    found = walk(asked.request(language))
    return Chosen("resources", found.total, _shown(found, language))


def _shown(found: Walk, language: str) -> Iterator[list[Resource]]:
    for piece in found.pieces:
        shown = found_editions(
            piece.ids,
            language=language,
            wanted=found.languages,
            several=piece.several,
            read=catalogue.rows_in_order,
        )
        yield [each.resource for each in shown if each.resource.is_listed]


def collected(slug: str) -> Chosen:
    """A published collection in its order. Raises `NoSuchCollection`."""
    collection = catalogue.collection_by_slug(slug)
    items = catalogue.items_of(collection)
    ids = [catalogue.standing(item.resource).pk for item in items]
    return Chosen(collection.slug, len(ids), _listed(ids))


def _listed(ids: Sequence[int]) -> Iterator[list[Resource]]:
    for part in catalogue.chunks(ids, PIECE):
        yield [row for row in catalogue.rows_in_order(part) if row.is_listed]


def on_list(public_id: str, *, by: Actor) -> Chosen:
    """What a list that `by` may see has on offer, in its order. Raises `NoSuchList`."""
    entries = entries_of(list_by_public_id(public_id, by=by))
    offered = offered_resources([entry.resource for entry in entries])
    rows = {row.pk: row for entry in entries if (row := offered.get(entry.resource))}
    return Chosen(f"list-{public_id}", len(rows), iter([list(rows.values())]))
