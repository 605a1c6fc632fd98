"""Read the rows of a Parquet file as lines of JSON, in a DuckDB that can do nothing else.

Parquet packs well enough for a small file to hold billions of rows, so rows and what comes out of
them are counted. DuckDB runs in memory, sees the one private file, loads no extension and keeps no
secret; column names are the only words of the file that reach a query, and they are quoted.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from armillary.formats.errors import FormatError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAGIC: Final = b"PAR1"
MOST_ROWS: Final = 2_000_000
MOST_COLUMNS: Final = 1000
MOST_TEXT: Final = 2 * 1024 * 1024 * 1024  # characters of all rows
AT_ONCE: Final = 500  # rows
_FILE: Final = "read_parquet($path, hive_partitioning = false)"
_WITH_PARTS: Final = ("STRUCT", "MAP")
_SETTINGS: Final[dict[str, str | bool | int]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "temp_directory": "",  # nothing is swapped to disk
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}
_MOMENT: Final = (
    "TRY(CASE WHEN {0}::TIMESTAMP = date_trunc('day', {0}::TIMESTAMP) "
    "THEN strftime({0}::TIMESTAMP, '%Y-%m-%d') "
    "ELSE strftime({0}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S') END)"
)
# Whole numbers that had to be floats, since some rows have none, are written without a point.
_NUMBER: Final = (
    "CASE WHEN NOT isfinite({0}) THEN NULL WHEN {0} = trunc({0}) AND abs({0}) < 1e15 "
    "THEN {0}::BIGINT::VARCHAR ELSE {0}::VARCHAR END"
)
_SAID_AS: Final = {
    "FLOAT": _NUMBER,
    "DOUBLE": _NUMBER,
    "BLOB": "TRY(decode({0}))",  # text without a mark that it is; bytes are left out
    "TIMESTAMP": _MOMENT,
    "TIMESTAMP_S": _MOMENT,
    "TIMESTAMP_MS": _MOMENT,
    "TIMESTAMP_NS": _MOMENT,
    "TIMESTAMP WITH TIME ZONE": f"({_MOMENT} || CASE WHEN {{0}}::TIMESTAMP = "
    "date_trunc('day', {0}::TIMESTAMP) THEN '' ELSE 'Z' END)",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """`plain` are the columns without parts of their own; a line is a JSON object."""

    plain: list[str]
    lines: Iterator[str]


def parquet_lines(body: bytes) -> Lines:
    """The rows in their order. Raises FormatError for what cannot be read, here or further on."""
    lines = _lines(body)
    return Lines(json.loads(next(lines)), lines)


def _lines(body: bytes) -> Iterator[str]:
    """First the names of the plain columns, then the rows."""
    from duckdb import Error  # a quarter of a second, and few tables are Parquet

    try:
        with _opened(body) as (connection, path):
            columns = _columns(connection, path)
            yield json.dumps([name for name, kind in columns if not kind.startswith(_WITH_PARTS)])
            yield from _rows(connection, path, columns)
    except Error as error:
        reason = " ".join(str(error).split())[:200]
        raise FormatError(f"The Parquet file cannot be read: {reason}") from error


@contextmanager
def _opened(body: bytes) -> Iterator[tuple["DuckDBPyConnection", str]]:
    """A connection that can read the one file, and the file's path."""
    from duckdb import connect

    with TemporaryDirectory(prefix="armillary-") as folder:
        path = Path(folder) / "source.parquet"
        path.write_bytes(body)
        with closing(connect(":memory:", config=dict(_SETTINGS))) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET allowed_paths = [$path]", {"path": str(path)})
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection, str(path)


def _columns(connection: "DuckDBPyConnection", path: str) -> list[tuple[str, str]]:
    """Name and type of every column."""
    question = "SELECT sum(num_rows) FROM parquet_file_metadata($path)"
    [(count,)] = connection.execute(question, {"path": path}).fetchall()
    if not 0 <= (count or 0) <= MOST_ROWS:
        raise FormatError(f"The table has more than {MOST_ROWS} rows.")
    described = connection.execute(f"DESCRIBE FROM {_FILE}", {"path": path})
    columns = [(str(name), str(kind)) for name, kind, *_rest in described.fetchall()]
    if len(columns) > MOST_COLUMNS:
        raise FormatError(f"The table has more than {MOST_COLUMNS} columns.")
    return columns


def _rows(
    connection: "DuckDBPyConnection", path: str, columns: list[tuple[str, str]]
) -> Iterator[str]:
    parts = ", ".join(f"{_quoted(name, chr(39))}: {_said(name, kind)}" for name, kind in columns)
    question = f"SELECT to_json({{{parts}}})::VARCHAR FROM {_FILE}"  # noqa: S608  (names are quoted)
    answer = connection.execute(question, {"path": path})
    count = length = 0
    while rows := answer.fetchmany(AT_ONCE):
        for (line,) in rows:
            count += 1
            length += len(line)
            if count > MOST_ROWS:
                raise FormatError(f"The table has more than {MOST_ROWS} rows.")
            if length > MOST_TEXT:
                raise FormatError(f"The table unpacks to more than {MOST_TEXT} characters.")
            yield line


def _said(name: str, kind: str) -> str:
    """A column as JSON is to say it."""
    return _SAID_AS.get(kind, "{0}").replace("{0}", _quoted(name, '"'))


def _quoted(name: str, mark: str) -> str:
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"
