"""The columns of all entries together."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.blocking import Keys
from armillary.methods.linkage.columns import FACTS, KEYS, ROW

_KINDS: Final = {
    "rows": np.dtype(list(ROW)),
    "facts": np.dtype(list(FACTS)),
    "words": np.dtype("<u4"),
    "described": np.dtype("<u4"),  # of a chunk only
    "signatures": np.dtype("u8"),
    "bags": np.dtype("u8"),
    "descriptions": np.dtype("u8"),
    "title_keys": np.dtype(list(KEYS)),
    "entry_keys": np.dtype(list(KEYS)),
}


class Pairs(NamedTuple):
    """Two columns of places, of titles or of entries, the smaller first."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]


class Tables:
    """Chunks are added in the order of their entries and joined in the end."""

    def __init__(self) -> None:
        self._chunks: dict[str, list[np.ndarray]] = {name: [] for name in _KINDS}
        self.texts: list[str] = []
        self._entries = 0

    def add(self, tables: dict[str, bytes], texts: list[str]) -> NDArray[np.int64]:
        """The ids of what was added."""
        made = {name: np.frombuffer(blob, dtype=_KINDS[name]) for name, blob in tables.items()}
        made["signatures"] = signatures(made["words"], made["rows"]["words"])
        made["bags"] = bags(made["words"], made["rows"]["words"])
        made["descriptions"] = signatures(made.pop("described"), made["facts"]["described"])
        for name, offset, column in (
            ("rows", self._entries, "entry"),
            ("entry_keys", self._entries, "row"),
            ("title_keys", len(self.texts), "row"),
        ):
            made[name] = made[name].copy()
            made[name][column] += offset
        for name, array in made.items():
            self._chunks[name].append(array)
        self._entries += len(made["facts"])
        self.texts.extend(texts)
        return np.asarray(made["facts"]["id"])

    def table(self, name: str) -> np.ndarray:
        """The whole table; its chunks are joined once."""
        chunks = self._chunks[name]
        if len(chunks) != 1:
            joined = np.concatenate(chunks) if chunks else np.zeros(0, dtype=_KINDS[name])
            self._chunks[name] = [joined]
        return self._chunks[name][0]

    def keep(self, entries: NDArray[np.bool_]) -> None:
        """Take the keys and the words of all others away, so that nothing is compared with them;
        places stay as they are."""
        if entries.all():
            return
        rows, keys = self.table("rows"), self.table("title_keys")
        kept = entries[rows["entry"]]
        words = self.table("words")[np.repeat(kept, rows["words"])]
        rows = rows.copy()
        rows["words"][~kept] = 0
        of_entries = self.table("entry_keys")
        self._chunks |= {
            "rows": [rows],
            "words": [words],
            "title_keys": [keys[kept[keys["row"]]]],
            "entry_keys": [of_entries[entries[of_entries["row"]]]],
        }

    def keys(self, name: str) -> Keys:
        table = self.table(name)
        return Keys(np.ascontiguousarray(table["row"]), np.ascontiguousarray(table["key"]))


def signatures(words: NDArray[np.uint32], counts: NDArray[np.int16]) -> NDArray[np.uint64]:
    """One bit for each word of a set; `words` are those of all sets one after the other."""
    bits = np.left_shift(np.uint64(1), words.astype(np.uint64) & np.uint64(63))
    return _over_sets(np.bitwise_or, bits, counts)


def bags(words: NDArray[np.uint32], counts: NDArray[np.int16]) -> NDArray[np.uint64]:
    """The sum of the words of each set: the same for the same words in any order."""
    return _over_sets(np.add, words.astype(np.uint64), counts)


def _over_sets(
    operation: np.ufunc, values: NDArray[np.uint64], counts: NDArray[np.int16]
) -> NDArray[np.uint64]:
    found = np.zeros(len(counts), dtype=np.uint64)
    filled = np.flatnonzero(counts)
    if len(filled):
        starts = np.cumsum(counts[filled], dtype=np.int64) - counts[filled]
        found[filled] = operation.reduceat(values, starts)
    return found
