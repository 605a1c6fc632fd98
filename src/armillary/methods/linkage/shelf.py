"""Prepared entries that are kept on disk between searches, so that only new ones are prepared.

Two files that only grow: `entries`, packed, and `columns`, made of chunks of them. A third says how
far both are valid and by what code they were made; it is replaced in one go once both are on disk, so
that a search that is killed leaves the shelf as it was. Nothing here is the truth: where a file is
gone or of another version, everything is prepared anew.
"""

import fcntl
import json
import marshal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.spool import Spool, size_of, synced
from armillary.methods.linkage.tables import Tables

_HEAD: Final = 8  # bytes before each chunk of columns: its length
_MOST_DEAD: Final = 0.25  # of the entries, before all are prepared anew


class States(NamedTuple):
    """What stands: ids in ascending order, each once, and for each a number, never 0, that is
    another whenever the entry is."""

    id: NDArray[np.int64]
    stamp: NDArray[np.uint64]


class Prepared(NamedTuple):
    """A chunk of entries: its tables, the texts of its titles, and how long each entry is, packed."""

    tables: dict[str, bytes]
    texts: list[str]
    lengths: list[int]


class Shelf:
    """Use `opened_shelf`. Entries lie in the order in which they came; one that changed comes again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._limits = directory / "limits.json"
        self.spool = Spool(directory / "entries")
        self._columns = (directory / "columns").open("a+b")
        columns, entries = self._saved()
        if columns:
            self._columns.truncate(columns)
            self.spool.truncate(entries)
        else:
            self.clear()

    def close(self) -> None:
        self.spool.close()
        self._columns.close()

    def chunks(self) -> Iterator[tuple[Prepared, NDArray[np.uint64]]]:
        """All that is here, with the stamps of its entries; to be read before anything is added."""
        self._columns.seek(0)
        while head := self._columns.read(_HEAD):
            blob = self._columns.read(int.from_bytes(head, "little"))
            prepared, stamps = marshal.loads(blob)  # noqa: S302  written by add(), see _version()
            self.spool.skip(prepared[-1])
            yield Prepared(*prepared), np.frombuffer(stamps, dtype=np.uint64)

    def add(self, prepared: Prepared, stamps: NDArray[np.uint64]) -> None:
        """The columns of entries that the spool has taken already."""
        blob = marshal.dumps((tuple(prepared), stamps.tobytes()))
        self._columns.write(len(blob).to_bytes(_HEAD, "little") + blob)

    def save(self) -> None:
        """What was added stays from here on."""
        limits = [_version(), synced(self._columns), self.spool.synced()]
        draft = self._directory / "limits.draft"
        draft.write_text(json.dumps(limits), encoding="utf-8")
        draft.replace(self._limits)

    def clear(self) -> None:
        self._limits.unlink(missing_ok=True)  # first, for what comes instead may be longer
        self._columns.truncate(0)
        self.spool.truncate(0)

    def _saved(self) -> tuple[int, int]:
        """The valid sizes of both files; 0 where they cannot be what was saved."""
        try:
            version, columns, entries = json.loads(self._limits.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0, 0
        is_whole = columns <= size_of(self._columns) and entries <= self.spool.size
        return (columns, entries) if is_whole and version == _version() else (0, 0)


@contextmanager
def opened_shelf(directory: Path) -> Iterator[Shelf]:
    """The shelf in a directory, made where there is none; whoever else wants it waits."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(Shelf(directory)) as shelf:
            yield shelf


def loaded(shelf: Shelf, states: States) -> tuple[Tables, list[NDArray[np.uint64]]]:
    """The tables of all that lies here with the stamps of the entries; of nothing, and the shelf
    cleared, where too much of it has changed since."""
    tables, stamps = Tables(), []
    for prepared, some in shelf.chunks():
        tables.add(prepared.tables, prepared.texts)
        stamps.append(some)
    standing = are_standing(tables, stamps, states)
    if np.count_nonzero(~standing) <= _MOST_DEAD * len(standing):
        return tables, stamps
    shelf.clear()
    return Tables(), []


def are_standing(
    tables: Tables, stamps: Sequence[NDArray[np.uint64]], states: States
) -> NDArray[np.bool_]:
    """Which of the entries are what stands now? A stamp is never 0."""
    known = np.concatenate([*stamps, np.zeros(0, dtype=np.uint64)])
    return np.asarray(stamps_of(states, tables.table("facts")["id"]) == known)


def stamps_of(states: States, ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The stamps of what has these ids, 0 where nothing stands."""
    if not len(states.id):
        return np.zeros(len(ids), dtype=np.uint64)
    at = np.minimum(np.searchsorted(states.id, ids), len(states.id) - 1)
    return np.where(states.id[at] == ids, states.stamp[at], np.uint64(0))


@cache
def _version() -> str:
    """Other code prepares otherwise, and another Python packs otherwise."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return f"{crc32(b''.join(file.read_bytes() for file in sources)):08x} {sys.version}"
