"""Tell two lists of one pack apart, and make the later one of the earlier and what is different.

The order of what stays is said once for all that moved: `removed` and `put` are enough, because whatever
changed its place is taken out and put in again.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from armillary.formats.packs.listing import BadListing, Item, Listing, read_document, read_item

FORMAT: Final = "armillary-pack-update-1"


@dataclass(frozen=True, slots=True)
class Delta:
    """From one list to another, by their digests. `head` is the later list without its items; `put` are
    items with their places in it, in order. `sums` has, for each kit, the digest of its sums and their
    signature (hexadecimal), which whoever made the kit anew compares with what came out."""

    pack: str
    before: str
    after: str
    removed: tuple[str, ...]
    put: tuple[tuple[int, Item], ...]
    head: Mapping[str, Any]
    sums: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """What a reader would notice: titles of what came, of what went and of what is different now."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(
    before: Listing, after: Listing, sums: Mapping[str, tuple[str, str]] | None = None
) -> Delta:
    """Raises `ValueError` for lists of two packs."""
    if before.id != after.id:
        raise ValueError("These are lists of two packs.")
    kept = _kept([item.id for item in before.items], [item.id for item in after.items])
    earlier = {item.id: item for item in before.items}
    return Delta(
        pack=after.id,
        before=before.digest,
        after=after.digest,
        removed=tuple(item.id for item in before.items if item.id not in kept),
        put=tuple(
            (place, item)
            for place, item in enumerate(after.items)
            if item.id not in kept or earlier[item.id] != item
        ),
        head={**dataclasses.asdict(dataclasses.replace(after, items=())), "items": []},
        sums=sums or {},
    )


def _kept(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """What stands in both in the same order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return frozenset(before[block.a + step] for block in blocks for step in range(block.size))


def applied(delta: Delta, before: Listing) -> Listing:
    """The later list. Raises `BadListing` where the delta is for another one, or makes what it did not
    promise."""
    if delta.pack != before.id or delta.before != before.digest:
        raise BadListing("This update is for another release of the pack.")
    removed, put = frozenset(delta.removed), dict(delta.put)
    changed = {item.id for item in put.values()}
    rest = iter([item for item in before.items if item.id not in removed | changed])
    items: list[Item] = []
    for place in range(len(before.items) + len(put)):
        item = put.get(place) or next(rest, None)
        if item is None:
            break
        items.append(item)
    after = dataclasses.replace(read_document(delta.head), items=tuple(items))
    if after.digest != delta.after:
        raise BadListing("This update does not make the list that it promises.")
    return after


def change(before: Listing, after: Listing) -> Change:
    """For a preview."""
    old, new = ({item.id: item for item in each.items} for each in (before, after))
    return Change(
        added=tuple(item.title for item in after.items if item.id not in old),
        removed=tuple(item.title for item in before.items if item.id not in new),
        changed=tuple(
            item.title for item in after.items if item.id in old and old[item.id] != item
        ),
    )


def written(delta: Delta) -> bytes:
    document = {"format": FORMAT, **dataclasses.asdict(delta)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(body: bytes) -> Delta:
    """Raises `BadListing` for what `written` did not make."""
    try:
        document = json.loads(body)
        if document.pop("format") != FORMAT:
            raise BadListing("This update has a format that this program does not know.")
        return Delta(
            **{
                **document,
                "removed": tuple(document["removed"]),
                "put": tuple((int(place), read_item(item)) for place, item in document["put"]),
                "sums": {kit: (each[0], each[1]) for kit, each in document["sums"].items()},
            }
        )
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        if isinstance(error, BadListing):
            raise
        raise BadListing("This is no update of a pack.") from error
