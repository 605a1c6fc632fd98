"""Which resources a pack is about, in which order, with what its collection says of each."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.http import QueryDict

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.queries import items_of, standing
from armillary.dissemination.exports.chosen import searched
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.searches.asked import AskedSearch, asked_in

MOST: Final = 10_000  # resources of a pack


class ChosenResource(NamedTuple):
    resource: Resource
    note: str


def chosen_for(pack: Pack) -> list[ChosenResource]:
    """At most `MOST`. Raises `InvalidInput` and `IndexUnavailable`."""
    if pack.collection is not None:
        return _collected(pack.collection, pack.language)[:MOST]
    return [ChosenResource(each, "") for each in _found(pack)]


def search_of(pack: Pack) -> AskedSearch:
    return asked_in(QueryDict(pack.search))


def _collected(collection: Collection, language: str) -> list[ChosenResource]:
    return [
        ChosenResource(standing(item.resource), item.note.read(language))
        for item in items_of(collection)
    ]


def _found(pack: Pack) -> Iterator[Resource]:
    count = 0
    for piece in searched(search_of(pack), pack.language).pieces:
        for resource in piece:
            if count == MOST:
                return
            count += 1
            yield resource
