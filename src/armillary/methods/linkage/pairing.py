"""Pairs of a block that nothing keeps apart at first sight, found by DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.blocking import BLOCK, Keys
from armillary.methods.linkage.tables import Tables

_AT_ONCE: Final = 2_000_000  # pairs
_ROWS: Final = ("entry", "language", "numbers", "edition", "text", "length", "words")
_FACTS: Final = ("names", "place", "variant", "doi", "isbn")

# Titles of one language, or of one that is not known, with the same numbers; half of the words of
# the shorter one in both; not two pages of one place, nor two identifiers of one scheme. Titles of
# two languages only where they are the same. Numbers are compared within CASE, for as a condition of
# their own DuckDB 2.0.1 joined all titles by them first.
_TITLES: Final = """
CREATE TABLE pair AS
WITH block AS (
    SELECT key FROM title_key GROUP BY key HAVING count(*) BETWEEN 2 AND $most
), member AS (SELECT DISTINCT title_key.key, title_key.row FROM title_key JOIN block USING (key))
SELECT DISTINCT one.row AS one, other.row AS other
FROM member AS mine JOIN member AS theirs ON mine.key = theirs.key AND mine.row < theirs.row
JOIN title AS one ON one.row = mine.row JOIN title AS other ON other.row = theirs.row
WHERE one.entry <> other.entry AND (one.fresh OR other.fresh)
AND CASE
    WHEN one.numbers <> other.numbers THEN FALSE
    WHEN one.language <> other.language AND one.language > 0 AND other.language > 0
    THEN one.text = other.text AND (one.names & other.names) > 0
    WHEN one.edition <> other.edition THEN (one.names & other.names) > 0
    ELSE NOT (one.place = other.place AND one.place > 0 AND one.variant <> other.variant)
    AND NOT (one.doi <> other.doi AND one.doi > 0 AND other.doi > 0)
    AND NOT (one.isbn <> other.isbn AND one.isbn > 0 AND other.isbn > 0)
END
AND CASE WHEN one.words <= other.words
    THEN 2 * bit_count(one.signature & ~other.signature) <= one.words
    ELSE 2 * bit_count(other.signature & ~one.signature) <= other.words
END
"""
_ENTRIES: Final = """
WITH block AS (
    SELECT key FROM entry_key GROUP BY key HAVING count(*) BETWEEN 2 AND $most
), member AS (SELECT DISTINCT entry_key.key, entry_key.row FROM entry_key JOIN block USING (key))
SELECT DISTINCT mine.row AS one, theirs.row AS other
FROM member AS mine JOIN member AS theirs ON mine.key = theirs.key AND mine.row < theirs.row
WHERE mine.row IN (SELECT row FROM fresh) OR theirs.row IN (SELECT row FROM fresh)
"""


class Pairs(NamedTuple):
    """Two columns of places, of titles or of entries, the smaller first."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]


class Pairing:
    """A DuckDB database for one search, in a directory that it may fill."""

    def __init__(self, directory: Path, *, threads: int, memory: str) -> None:
        self._database = duckdb.connect(str(directory / "pairs.duckdb"))
        self._database.execute(f"SET threads = {int(threads)}")
        self._database.execute("SET memory_limit = ?", [memory])
        self._database.execute("SET temp_directory = ?", [str(directory / "spilled")])
        self._database.execute("SET preserve_insertion_order = false")

    def close(self) -> None:
        self._database.close()

    def pairs_of_titles(
        self, tables: Tables, keys: Sequence[Keys], fresh: NDArray[np.bool_]
    ) -> Iterator[Pairs]:
        """Pairs of rows of titles, many at once."""
        rows, facts = tables.table("rows"), tables.table("facts")
        entry = rows["entry"]
        columns = {name: np.ascontiguousarray(rows[name]) for name in _ROWS}
        columns |= {name: facts[name][entry] for name in _FACTS}
        columns["signature"] = tables.table("signatures")
        columns |= {"row": np.arange(len(rows), dtype=np.int32), "fresh": fresh[entry]}
        self._store("title", columns)
        self._store_keys("title_key", keys)
        self._database.execute(_TITLES, {"most": BLOCK}).fetchall()
        yield from self._read("pair")

    def pairs_of_entries(self, keys: Keys, fresh: NDArray[np.bool_]) -> Pairs:
        """Pairs of entries that share an identifier or an address."""
        self._store_keys("entry_key", [keys])
        self._store("fresh", {"row": np.flatnonzero(fresh)})
        found = self._database.execute(_ENTRIES, {"most": BLOCK}).fetchnumpy()
        return Pairs(found["one"].astype(np.int64), found["other"].astype(np.int64))

    def _read(self, table: str) -> Iterator[Pairs]:
        count = self._database.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608
        query = f"SELECT one, other FROM {table} WHERE rowid >= ? AND rowid < ?"  # noqa: S608
        for start in range(0, count, _AT_ONCE):
            found = self._database.execute(query, [start, start + _AT_ONCE]).fetchnumpy()
            yield Pairs(found["one"].astype(np.int64), found["other"].astype(np.int64))

    def _store(self, table: str, columns: dict[str, NDArray[np.generic]]) -> None:
        self._database.register("given", columns)
        self._database.execute(f"CREATE TABLE {table} AS SELECT * FROM given").fetchall()  # noqa: S608
        self._database.unregister("given")

    def _store_keys(self, table: str, keys: Sequence[Keys]) -> None:
        self._database.execute(f"CREATE TABLE {table} (row INTEGER, key UBIGINT)").fetchall()
        for one in keys:
            self._database.register("given", {"row": one.row, "key": one.key})
            self._database.execute(f"INSERT INTO {table} SELECT row, key FROM given").fetchall()  # noqa: S608
            self._database.unregister("given")
