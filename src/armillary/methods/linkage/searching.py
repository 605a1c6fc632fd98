"""Find the likely pairs of a whole catalogue.

Entries are read once, packed to disk, and turned into columns of numbers by helpers; DuckDB finds
the pairs of the blocks and, with rapidfuzz, leaves out those that cannot be likely; helpers judge the
rest. All that grows with the square of anything happens in bulk.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.blocking import keys_of_words
from armillary.methods.linkage.crew import Crew
from armillary.methods.linkage.entries import Entry, Judgement
from armillary.methods.linkage.pairing import Likely, Pairing
from armillary.methods.linkage.screening import are_similar
from armillary.methods.linkage.shelf import (
    Prepared,
    Shelf,
    States,
    are_standing,
    loaded,
    stamps_of,
)
from armillary.methods.linkage.spool import Spool, packed
from armillary.methods.linkage.tables import Pairs, Tables
from armillary.methods.linkage.work import judgement

CHUNK: Final = 2_000
FEW: Final = 4 * CHUNK  # so few are done before a helper has started


def likely_pairs(
    entries: Iterable[Entry],
    *,
    fresh: Collection[int] | None = None,
    threads: int = 2,
    memory: str = "4GB",
    directory: Path | None = None,
) -> Iterator[Judgement]:
    """Judgements of the bands MERGE and ASK, each pair once; with `fresh`, only pairs with one of
    these ids. An id that comes again is another entry of the same thing: the two are no pair.

    `threads` processors are used; `memory` is what DuckDB may take (the columns need about 600 bytes
    an entry besides); what does not fit there lies in `directory`, by default the system's for
    temporary files, until the last pair is out.
    """
    if fresh is not None and not fresh:
        return
    first = list(islice(entries := iter(entries), FEW))
    with _workshop(directory, threads, memory, is_big=len(first) == FEW) as at:
        tables = Tables()
        with closing(Spool(at.directory / "entries")) as spool:
            for prepared in _prepared(chain(first, entries), spool, at.crew):
                tables.add(prepared.tables, prepared.texts)
            yield from _judged(tables, spool, fresh, at)


def likely_pairs_kept(
    shelf: Shelf,
    states: States,
    read: Callable[[list[int]], Iterable[Entry]],
    *,
    fresh: Collection[int] | None = None,
    threads: int = 2,
    memory: str = "4GB",
    directory: Path | None = None,
) -> Iterator[Judgement]:
    """The same for the entries of `states`, of which only those are read and prepared that the shelf
    does not hold as they are; `read` gives them by their ids, in any order."""
    if fresh is not None and not fresh:
        return
    with _workshop(directory, threads, memory, is_big=len(states.id) >= FEW) as at:
        tables, stamps = loaded(shelf, states)
        held = tables.table("facts")["id"][are_standing(tables, stamps, states)]
        missing = np.setdiff1d(states.id, held).tolist()
        for prepared in _prepared(iter(read(missing)), shelf.spool, at.crew):
            ids = tables.add(prepared.tables, prepared.texts)
            stamps.append(stamps_of(states, ids))
            shelf.add(prepared, stamps[-1])
        shelf.save()
        tables.keep(are_standing(tables, stamps, states))
        yield from _judged(tables, shelf.spool, fresh, at)


class _Workshop(NamedTuple):
    """What a search works with."""

    directory: Path
    crew: Crew
    threads: int
    memory: str


@contextmanager
def _workshop(
    directory: Path | None, threads: int, memory: str, *, is_big: bool
) -> Iterator[_Workshop]:
    with (
        TemporaryDirectory(dir=directory, prefix="linkage-") as name,
        Crew(threads if is_big else 1) as crew,
    ):
        yield _Workshop(Path(name), crew, threads, memory)


def _prepared(entries: Iterator[Entry], spool: Spool, crew: Crew) -> Iterator[Prepared]:
    lengths: deque[list[int]] = deque()
    for tables, texts in crew.do("columns", _written(entries, spool, lengths)):
        yield Prepared(tables, texts, lengths.popleft())


def _written(
    entries: Iterator[Entry], spool: Spool, lengths: deque[list[int]]
) -> Iterator[list[bytes]]:
    """Chunks of packed entries, each also written down."""
    while blobs := [packed(entry) for entry in islice(entries, CHUNK)]:
        spool.write(blobs)
        lengths.append([len(blob) for blob in blobs])
        yield blobs


def _judged(
    tables: Tables, spool: Spool, fresh: Collection[int] | None, at: _Workshop
) -> Iterator[Judgement]:
    with closing(Pairing(at.directory, threads=at.threads, memory=at.memory)) as pairing:
        is_fresh = _are_fresh(tables, fresh)
        found = _each_once(list(_candidates(tables, is_fresh, pairing, at.crew, at.threads)))
    for told in at.crew.do("judge", _chunks_of(found, spool)):
        yield from map(judgement, told)


def _candidates(
    tables: Tables, is_fresh: NDArray[np.bool_], pairing: Pairing, crew: Crew, threads: int
) -> Iterator[Pairs]:
    """Pairs of places of entries that deserve to be judged, some of them repeatedly."""
    rows = tables.table("rows")
    keys = [keys_of_words(tables.table("words"), rows["words"]), tables.keys("title_keys")]
    yield pairing.pairs_of_entries(tables.keys("entry_keys"), is_fresh)
    entry = rows["entry"].astype(np.int64)
    for likely in pairing.pairs_of_titles(tables, keys, is_fresh):
        kept = _kept(tables, likely, crew, threads)
        yield Pairs(entry[likely.pairs.one[kept]], entry[likely.pairs.other[kept]])


def _kept(tables: Tables, likely: Likely, crew: Crew, threads: int) -> NDArray[np.bool_]:
    """Which of the pairs have titles that are alike, where that decides."""
    kept = ~likely.is_open
    places = np.flatnonzero(likely.is_open)
    kept[places] = are_similar(tables.texts, _at(likely.pairs, places), threads=threads)
    places = np.flatnonzero(kept & ~likely.is_sure)
    kept[places] = _are_alike(tables.texts, _at(likely.pairs, places), crew)
    return kept


def _at(pairs: Pairs, places: NDArray[np.int64]) -> Pairs:
    return Pairs(pairs.one[places], pairs.other[places])


def _are_alike(texts: list[str], pairs: Pairs, crew: Crew) -> NDArray[np.bool_]:
    chunks = (
        [(texts[one], texts[other]) for one, other in part.tolist()]
        for part in np.array_split(np.stack(pairs, axis=1), len(pairs.one) // CHUNK + 1)
    )
    found = [one for chunk in crew.do("alike", chunks) for one in chunk]
    return np.array(found, dtype=np.bool_)


def _are_fresh(tables: Tables, fresh: Collection[int] | None) -> NDArray[np.bool_]:
    ids = tables.table("facts")["id"]
    if fresh is None:
        return np.ones(len(ids), dtype=np.bool_)
    return np.isin(ids, np.fromiter(fresh, dtype=np.int64, count=len(fresh)))


def _each_once(found: list[Pairs]) -> NDArray[np.int64]:
    """Two columns, sorted; the smaller place first."""
    ones = np.concatenate([pairs.one for pairs in found])
    others = np.concatenate([pairs.other for pairs in found])
    low, high = np.minimum(ones, others), np.maximum(ones, others)
    both = np.unique(low << 32 | high)
    return np.stack((both >> 32, both & 0xFFFFFFFF), axis=1)


def _chunks_of(pairs: NDArray[np.int64], spool: Spool) -> Iterator[list[tuple[bytes, bytes]]]:
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK].tolist()
        blobs = {place: spool.read(place) for pair in chunk for place in pair}
        yield [(blobs[one], blobs[other]) for one, other in chunk]
