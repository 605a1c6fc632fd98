"""Lay pages together as far as nobody can tell the difference from taking one after the other.

What a page deletes or silences must find what the pages before it brought, and a record that comes
again must find itself, so that such a page begins a new wave.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Final

from armillary.harvest.listing import Item
from armillary.harvest.models import IDENTIFIER_LENGTH
from armillary.harvest.receipts import Tally, storable

WAVE: Final = 1000

Wave = Mapping[str, tuple[Item, Tally]]  # identifier → its record, and where its fate is counted


def waves(pages: Sequence[tuple[Sequence[Item], Tally]]) -> Iterator[Wave]:
    """Pieces in which every identifier occurs once; items without one are rejected here."""
    waiting: dict[str, tuple[Item, Tally]] = {}
    for items, tally in pages:
        own = _of_page(items, tally)
        if len(own) == 1 and _may_join(waiting, own[0]):
            waiting |= own[0]
            continue
        yield from _pieces(waiting)
        waiting = own.pop()
        for wave in own:
            yield from _pieces(wave)
    yield from _pieces(waiting)


def _of_page(items: Sequence[Item], tally: Tally) -> list[dict[str, tuple[Item, Tally]]]:
    """The records of a page; those that occur again in a piece of their own."""
    found: list[dict[str, tuple[Item, Tally]]] = [{}]
    for item in items:
        if not item.identifier:
            tally.reject(item.problem or "The record has no identifier.", item.label)
            continue
        item.identifier = name = short_identifier(item.identifier)
        place = 0
        while name in found[place]:
            place += 1
            if place == len(found):
                found.append({})
        found[place][name] = item, tally
    return found


def _may_join(waiting: Wave, page: Wave) -> bool:
    return page.keys().isdisjoint(waiting) and not any(
        item.is_deleted or item.is_silent for item, _tally in page.values()
    )


def _pieces(wave: Wave) -> Iterator[Wave]:
    if 0 < len(wave) <= WAVE:
        yield wave
        return
    rest = iter(wave.items())
    while piece := dict(islice(rest, WAVE)):
        yield piece


def short_identifier(identifier: str) -> str:
    """Identifiers too long for the column keep their beginning and end in a digest of the whole."""
    identifier = storable(identifier)
    if len(identifier) <= IDENTIFIER_LENGTH:
        return identifier
    return f"{identifier[: IDENTIFIER_LENGTH - 33]}#{digest_of(identifier.encode())}"


def digest_of(payload: bytes) -> str:
    """By which a payload is known again."""
    return blake2b(payload, digest_size=16).hexdigest()
