"""Write thousands of rows at once. Django's `bulk_create` and `bulk_update` spend several times as
long on preparing values as a database on storing them, so what every harvested record passes
through is written by plain statements that both databases know.

A row is a tuple of plain values in the order of the columns. Dictionaries and lists are stored as
JSON documents, moments as the database keeps them, everything else as it is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db import connection, models

Rows = Iterable[Sequence[Any]]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Rows that are all new."""
    _execute(_insertion(model, columns), rows)


def insert_missing_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Rows of which some may be there already; those stay as they are."""
    _execute(f"{_insertion(model, columns)} ON CONFLICT DO NOTHING", rows)


def upsert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Rows,
    *,
    key: Sequence[str],
    kept: Collection[str] = (),
) -> None:
    """Rows of which some may be there already, known by the unique columns `key`; those are
    overwritten, but for the key and the columns `kept`."""
    changes = ", ".join(
        f"{_quoted(name)} = excluded.{_quoted(name)}"
        for name in columns
        if name not in key and name not in kept
    )
    conflict = f"ON CONFLICT ({_listed(key)}) DO UPDATE SET {changes}"
    _execute(f"{_insertion(model, columns)} {conflict}", rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """New values for rows that are there; the last value of each row is its primary key."""
    changes = ", ".join(f"{_quoted(name)} = %s" for name in columns)
    statement = f"UPDATE {_table(model)} SET {changes} WHERE {_primary_key(model)} = %s"  # noqa: S608  (names are ours)
    _execute(statement, rows)


def delete_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Rows that nothing refers to."""
    statement = f"DELETE FROM {_table(model)} WHERE {_primary_key(model)} = %s"  # noqa: S608  (names are ours)
    _execute(statement, [(number,) for number in ids])


def _execute(statement: str, rows: Rows) -> None:
    prepared = _preparations()
    values = [
        tuple([prepared[type(v)](v) if type(v) in prepared else v for v in row]) for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _preparations() -> dict[type, Callable[[Any], Any]]:
    """By type, what turns a value into one that the database takes."""
    document = partial(connection.ops.adapt_json_value, encoder=None)
    moment = lru_cache(maxsize=16)(connection.ops.adapt_datetimefield_value)  # most rows share one
    return {dict: document, list: document, datetime: moment}


def _insertion(model: type[models.Model], columns: Sequence[str]) -> str:
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_table(model)} ({_listed(columns)}) VALUES ({places})"  # noqa: S608  (names are ours)


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _primary_key(model: type[models.Model]) -> str:
    return _quoted(model._meta.pk.column or "id")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
