"""Pairs of a block that nothing keeps apart at first sight, found by DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.blocking import BLOCK, Keys
from armillary.methods.linkage.screening import (
    IS_SURE,
    IS_TRANSLATION,
    NEEDED,
    SIMILAR,
    WEIGHT,
)
from armillary.methods.linkage.tables import Pairs, Tables

_AT_ONCE: Final = 2_000_000  # pairs
_ROWS: Final = (
    "entry", "language", "numbers", "edition", "text", "head", "substance", "length", "words",
)  # fmt: skip
_FACTS: Final = (
    "names", "addresses", "identifiers", "described", "year", "kind", "place", "variant", "doi",
    "isbn", "titles",
)  # fmt: skip

# Every two of a block, at least one of them fresh.
_BLOCKS: Final = """
WITH block AS (
    SELECT key FROM {keys} GROUP BY key HAVING count(*) BETWEEN 2 AND $most AND bool_or(fresh)
), member AS (SELECT key, row, fresh FROM {keys} SEMI JOIN block USING (key))
SELECT DISTINCT mine.row AS one, theirs.row AS other
FROM member AS mine JOIN member AS theirs ON mine.key = theirs.key AND mine.row < theirs.row
WHERE mine.fresh OR theirs.fresh
"""
# Titles of one language, or of one that is not known, with the same numbers; half of the words of
# the shorter one in both; not two pages of one place, nor two identifiers of one scheme. Titles of
# two languages only where they are the same. Numbers are compared within CASE, for as a condition of
# their own DuckDB 2.0.1 joined all titles by them first.
_TITLES: Final = f"""
CREATE TABLE pair AS
SELECT one, other, weight < needed AS is_open, is_sure FROM (
    SELECT one.row AS one, other.row AS other, {NEEDED} AS needed, {WEIGHT} AS weight,
        {IS_SURE} AS is_sure
    FROM ({_BLOCKS.format(keys="title_key")}) AS pair
    JOIN title AS one ON one.row = pair.one JOIN title AS other ON other.row = pair.other
    WHERE one.entry <> other.entry
    AND CASE
        WHEN one.numbers <> other.numbers THEN FALSE
        WHEN {IS_TRANSLATION} THEN one.text = other.text AND (one.names & other.names) > 0
        WHEN one.edition <> other.edition THEN (one.names & other.names) > 0
        ELSE NOT (one.place = other.place AND one.place > 0 AND one.variant <> other.variant)
        AND NOT (one.doi <> other.doi AND one.doi > 0 AND other.doi > 0)
        AND NOT (one.isbn <> other.isbn AND one.isbn > 0 AND other.isbn > 0)
    END
    AND CASE WHEN one.words <= other.words
        THEN 2 * bit_count(one.signature & ~other.signature) <= one.words
        ELSE 2 * bit_count(other.signature & ~one.signature) <= other.words
    END
) WHERE weight >= needed OR {SIMILAR} >= needed
"""  # noqa: S608  only our own numbers
_ENTRIES: Final = _BLOCKS.format(keys="entry_key")


class Likely(NamedTuple):
    """Pairs of titles: whether their likeness has still to be looked at, and whether a word that is
    quite another in the other one would not matter."""

    pairs: Pairs
    is_open: NDArray[np.bool_]
    is_sure: NDArray[np.bool_]


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
    ) -> Iterator[Likely]:
        """Pairs of rows of titles that may be likely, many at once."""
        rows, facts = tables.table("rows"), tables.table("facts")
        entry = rows["entry"]
        columns = {name: np.ascontiguousarray(rows[name]) for name in _ROWS}
        columns |= {name: facts[name][entry] for name in _FACTS}
        columns["signature"], columns["bag"] = tables.table("signatures"), tables.table("bags")
        columns["description"] = tables.table("descriptions")[entry]
        columns["row"] = np.arange(len(rows), dtype=np.int32)
        self._store("title", columns)
        self._store_keys("title_key", keys, fresh[entry])
        self._database.execute(_TITLES, {"most": BLOCK}).fetchall()
        yield from self._read()

    def pairs_of_entries(self, keys: Keys, fresh: NDArray[np.bool_]) -> Pairs:
        """Pairs of entries that share an identifier or an address."""
        self._store_keys("entry_key", [keys], fresh)
        return _pairs(self._database.execute(_ENTRIES, {"most": BLOCK}).fetchnumpy())

    def _read(self) -> Iterator[Likely]:
        count = self._database.execute("SELECT count(*) FROM pair").fetchall()[0][0]
        query = "SELECT one, other, is_open, is_sure FROM pair WHERE rowid >= ? AND rowid < ?"
        for start in range(0, count, _AT_ONCE):
            found = self._database.execute(query, [start, start + _AT_ONCE]).fetchnumpy()
            yield Likely(_pairs(found), found["is_open"], found["is_sure"])

    def _store(self, table: str, columns: dict[str, NDArray[np.generic]]) -> None:
        self._database.register("given", columns)
        self._database.execute(f"CREATE TABLE {table} AS SELECT * FROM given").fetchall()  # noqa: S608
        self._database.unregister("given")

    def _store_keys(self, table: str, keys: Sequence[Keys], fresh: NDArray[np.bool_]) -> None:
        columns = "(key UBIGINT, row INTEGER, fresh BOOLEAN)"
        self._database.execute(f"CREATE TABLE {table} {columns}").fetchall()
        for one in keys:
            given = {"key": one.key, "row": one.row, "fresh": fresh[one.row]}
            self._database.register("given", given)
            self._database.execute(f"INSERT INTO {table} SELECT * FROM given").fetchall()  # noqa: S608
            self._database.unregister("given")


def _pairs(found: dict[str, NDArray[np.int32]]) -> Pairs:
    return Pairs(found["one"].astype(np.int64), found["other"].astype(np.int64))
