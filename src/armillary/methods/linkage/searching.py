"""Find the likely pairs of a whole catalogue.

Entries are read once, packed to disk, and turned into columns of numbers by helpers; DuckDB finds
the pairs of the blocks and, with rapidfuzz, leaves out those that cannot be likely; helpers judge the
rest. All that grows with the square of anything happens in bulk.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.blocking import keys_of_words
from armillary.methods.linkage.crew import Crew
from armillary.methods.linkage.entries import Entry, Judgement
from armillary.methods.linkage.pairing import Likely, Pairing
from armillary.methods.linkage.screening import are_similar
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
    with TemporaryDirectory(dir=directory, prefix="linkage-") as name:
        yield from _search(iter(entries), fresh, threads, memory, Path(name))


def _search(
    entries: Iterator[Entry],
    fresh: Collection[int] | None,
    threads: int,
    memory: str,
    directory: Path,
) -> Iterator[Judgement]:
    first, tables = list(islice(entries, FEW)), Tables()
    crew = Crew(threads if len(first) == FEW else 1)
    with closing(Spool(directory / "entries")) as spool, crew:
        for made, texts in crew.do("columns", _written(first, entries, spool)):
            tables.add(made, texts)
        with closing(Pairing(directory, threads=threads, memory=memory)) as pairing:
            is_fresh = _are_fresh(tables, fresh)
            found = _each_once(list(_candidates(tables, is_fresh, pairing, crew, threads)))
        for told in crew.do("judge", _chunks_of(found, spool)):
            yield from map(judgement, told)


def _written(first: list[Entry], rest: Iterator[Entry], spool: Spool) -> Iterator[list[bytes]]:
    """Chunks of packed entries, each also written down."""
    for start in range(0, len(first), CHUNK):
        blobs = [packed(entry) for entry in first[start : start + CHUNK]]
        spool.write(blobs)
        yield blobs
    first.clear()
    while blobs := [packed(entry) for entry in islice(rest, CHUNK)]:
        spool.write(blobs)
        yield blobs


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
