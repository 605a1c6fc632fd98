"""Read tables out of a stranger's SQLite file without running anything of theirs.

A database file can hold more than rows: views, triggers, computed columns and virtual tables run
when it is read, and broken pages can make one text appear a million times. So only plain tables are
read, one at a time, nothing is called, and steps, rows and characters are counted.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from armillary.formats.errors import FormatError

MAGIC: Final = b"SQLite format 3\0"
MAXIMUM_SIZE: Final = 512 * 1024 * 1024  # bytes of the file
MOST_ROWS: Final = 500_000  # of one table
MOST_STEPS: Final = 1_000_000_000  # of SQLite's virtual machine, in the whole file
MOST_TEXT: Final = 1024 * 1024 * 1024  # bytes of all texts read
LONGEST_VALUE: Final = 16 * 1024 * 1024  # bytes of one value
_MOST_OBJECTS: Final = 100_000  # tables, indexes and so on that are looked at
_LOOK_EVERY: Final = 100_000  # steps
_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS: Final = ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0")

Value = str | int | float | None
Record = dict[str, Value]


@contextmanager
def opened(body: bytes, tables: Sequence[str]) -> Iterator["Rows"]:
    """The file, with only `tables` to be read. Raises FormatError where it is no such file."""
    if not body.startswith(MAGIC):
        raise FormatError("This is not an SQLite database.")
    if len(body) > MAXIMUM_SIZE:
        raise FormatError(f"The database is larger than {MAXIMUM_SIZE} bytes.")
    try:
        with closing(_connection(body)) as connection:
            yield Rows(connection, tables)
    except (sqlite3.Error, UnicodeError) as error:
        raise FormatError(f"The database cannot be read: {error}.") from error


def _connection(body: bytes) -> sqlite3.Connection:
    """A connection to a private copy, which is unlinked at once: whatever becomes of this process,
    nothing stays behind."""
    with TemporaryDirectory(prefix="armillary-") as folder:
        path = Path(folder) / "source.sqlite3"
        with path.open("wb") as file:
            # A file that was in WAL mode (bytes 18 and 19) is read as it stands, without its log.
            file.write(body[:18] + b"\x01\x01")
            file.write(memoryview(body)[20:])
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False)


class Rows:
    """The rows of some tables of a database."""

    def __init__(self, connection: sqlite3.Connection, tables: Sequence[str]) -> None:
        self._connection = connection
        self._tables = frozenset(tables)
        self._steps = MOST_STEPS
        self._text = MOST_TEXT
        connection.text_factory = self._decoded
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(self._allow)
        connection.set_progress_handler(self._has_had_enough, _LOOK_EVERY)
        self._columns = self._plain_tables()

    def has(self, table: str) -> bool:
        return table in self._columns

    def of(
        self, table: str, wanted: Sequence[str], *, required: Sequence[str] = ()
    ) -> Iterator[Record]:
        """The rows of a table with those of the `wanted` columns that it has; bytes are left out.

        Raises FormatError for a table that is absent though something is `required` of it.
        """
        present = self._columns.get(table, frozenset())
        if absent := [name for name in required if name not in present]:
            raise FormatError(f"The database has no {table} with a column {absent[0]}.")
        names = [name for name in dict.fromkeys((*required, *wanted)) if name in present]
        if not names:
            return
        listed = ", ".join(f'"{name}"' for name in names)
        cursor = self._connection.execute(f'SELECT {listed} FROM "{table}"')  # noqa: S608  (ours)
        for number, row in enumerate(cursor):
            if number >= MOST_ROWS:
                raise FormatError(f"The database has more than {MOST_ROWS} rows in {table}.")
            values = zip(names, row, strict=True)
            yield {name: value for name, value in values if not isinstance(value, bytes)}

    def _plain_tables(self) -> Mapping[str, frozenset[str]]:
        listed = self._connection.execute("SELECT type, name, sql FROM sqlite_master")
        found: dict[str, frozenset[str]] = {}
        for kind, name, sql in listed.fetchmany(_MOST_OBJECTS):
            if name not in self._tables or kind in {"index", "trigger"}:
                continue
            if kind != "table" or str(sql).lstrip()[:14].upper() == "CREATE VIRTUAL":
                raise FormatError(f"{name} is not a table of its own, so it is not read.")
            found[name] = self._columns_of(name)
        return found

    def _columns_of(self, table: str) -> frozenset[str]:
        columns = self._connection.execute(f'PRAGMA table_xinfo("{table}")').fetchall()
        if any(hidden for *_rest, hidden in columns):
            raise FormatError(f"{table} has computed columns, so it is not read.")
        return frozenset(name for _number, name, *_rest in columns)

    def _allow(
        self,
        action: int,
        first: str | None,
        second: str | None,
        _database: str | None,
        inside: str | None,
    ) -> int:
        known = first in self._tables or first == "sqlite_master"
        allowed = (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and known)
            or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
        )
        return sqlite3.SQLITE_OK if allowed and not inside else sqlite3.SQLITE_DENY

    def _has_had_enough(self) -> int:
        self._steps -= _LOOK_EVERY
        return int(self._steps < 0)

    def _decoded(self, raw: bytes) -> str:
        self._text -= len(raw)
        if self._text < 0:
            raise FormatError(f"The database holds more than {MOST_TEXT} bytes of text.")
        return raw.decode("utf-8", "replace")
