"""The index of a pack's search: files that a page can load without a server, little at a time.

`start.js` has the tables of `folding` and the first word of each `t…js`, which hold words in their order and
after each where it occurs: how much further on than the last occurrence (base 32), and a letter for its weight.
`d…js` hold what is shown of so many resources. Each calls `armillaryPack` with its name and content.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from typing import Any, Final

from armillary.formats.packs.kits import Entry
from armillary.formats.packs.listing import Item, Listing
from armillary.formats.packs.site.copies import shipped
from armillary.formats.packs.site.folding import tables, words_in
from armillary.formats.packs.site.markup import short
from armillary.formats.packs.site.shelves import MOST_TITLE, Shelf, file_name

TOGETHER: Final = 20  # resources whose titles are in one file
MOST_BYTES: Final = 16_000  # of a file of words, unless one word has more
MOST_TEXT: Final = 20_000  # characters of a text that are searched
WEIGHTS: Final = "wxyz"  # text, names, names of subjects, title

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuv"


class SearchIndex:
    """Filled one resource after another."""

    def __init__(self, pack: Listing) -> None:
        self._pack = pack
        self._found: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
        self._shown: list[list[Any]] = []
        self._count = 0

    def add(self, item: Item, shelf: Shelf) -> Iterator[Entry]:
        """A file of what is shown, as soon as it is full."""
        start = self._count * len(WEIGHTS)
        for word, weight in _weighed(self._pack, item).items():
            self._found[word].append(start + weight)
        title = short(item.title, MOST_TITLE) or item.id
        is_copy = int(item.how == "copy" and bool(item.main))
        section = short(shelf.title, 80)
        self._shown.append([file_name(item.id), title, item.language, section, is_copy])
        self._count += 1
        if len(self._shown) == TOGETHER:
            yield self._shown_file()

    def _shown_file(self) -> Entry:
        shown, self._shown = self._shown, []
        return _file(f"d{(self._count - 1) // TOGETHER}", shown)

    def entries(self) -> Iterator[Entry]:
        """All that is left when every resource was added."""
        if self._shown:
            yield self._shown_file()
        firsts = []
        for number, shard in enumerate(self._shards()):
            firsts.append(shard[0])
            yield _file(f"t{number}", shard)
        start = {"count": self._count, "together": TOGETHER, "firsts": firsts, **tables()}
        yield _file("start", start)

    def _shards(self) -> Iterator[list[str]]:
        """Words and their occurrences by turns, in the order of JavaScript."""
        shard: list[str] = []
        size = 0
        for word in sorted(self._found, key=lambda each: each.encode("utf-16-be")):
            occurrences = _written(self._found[word])
            length = len(word.encode()) + len(occurrences) + 6
            if shard and size + length > MOST_BYTES:
                yield shard
                shard, size = [], 0
            shard += (word, occurrences)
            size += length
        if shard:
            yield shard


def _weighed(pack: Listing, item: Item) -> dict[str, int]:
    """Each word of a resource with the most that it counts for."""
    named = [
        pack.name(vocabulary, key)
        for vocabulary in ("subjects", "levels", "types")
        for key in getattr(item, vocabulary)
    ]
    found: dict[str, int] = {}
    for weight, texts in enumerate(
        (
            (item.text, item.note),
            (*item.creators, item.publisher),
            (*item.keywords, *named),
            (item.title,),
        )
    ):
        for text in texts:
            found |= dict.fromkeys(words_in(text[:MOST_TEXT]), weight)
    return found


def _written(occurrences: "array[int]") -> str:
    parts, last = [], 0
    for occurrence in occurrences:
        parts.append(_step(occurrence - last))
        last = occurrence - occurrence % len(WEIGHTS)
    return "".join(parts)


@cache
def _step(occurrence: int) -> str:
    value, weight = divmod(occurrence, len(WEIGHTS))
    return _number(value) + WEIGHTS[weight]


def _number(value: int) -> str:
    digits = _DIGITS[value % 32]
    while value := value // 32:
        digits = _DIGITS[value % 32] + digits
    return digits


def _file(name: str, content: object) -> Entry:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    body = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Entry(f"search/{name}.js", f'armillaryPack("{name}",{body});\n'.encode())


def search_script() -> bytes:
    return shipped("search.js")
