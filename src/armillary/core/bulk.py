"""Write thousands of rows at once. Django's `bulk_create` and `bulk_update` spend several times as
long on preparing values as a database on storing them, so what every harvested record passes
through is written by plain statements that both databases know.

A row is a tuple of plain values in the order of the columns. Dictionaries and lists are stored as
JSON documents, moments as the database keeps them, everything else as it is.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import orjson
from django.db import connection, models

Rows = Iterable[Sequence[Any]]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Rows that are all new."""
    _execute(_insertion(model, columns), model, columns, rows)


def insert_missing_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Rows of which some may be there already; those stay as they are."""
    _execute(f"{_insertion(model, columns)} ON CONFLICT DO NOTHING", model, columns, rows)


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
    _execute(f"{_insertion(model, columns)} {conflict}", model, columns, rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """New values for rows that are there; the last value of each row is its primary key."""
    changes = ", ".join(f"{_quoted(name)} = %s" for name in columns)
    statement = f"UPDATE {_table(model)} SET {changes} WHERE {_primary_key(model)} = %s"  # noqa: S608  (names are ours)
    _execute(statement, model, columns, rows)


def found_rows(
    model: type[models.Model],
    columns: Sequence[str],
    column: str,
    values: Sequence[Any],
    **others: Any,
) -> list[tuple[Any, ...]]:
    """The columns, as the database gives them, of the rows that have one of these values, and in
    other columns the values given."""
    if not values:
        return []
    conditions = [f"{_quoted(column)} IN ({_places(values)})"]
    conditions += [f"{_quoted(name)} = %s" for name in others]
    statement = f"SELECT {_listed(columns)} FROM {_table(model)} WHERE {' AND '.join(conditions)}"  # noqa: S608  (names are ours)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *others.values()])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def mark_rows(
    model: type[models.Model],
    column: str,
    value: Any,
    ids: Sequence[int],
    *,
    of: type[models.Model],
) -> None:
    """One value for many rows of a table whose primary key is that of another, `of`; those that
    are not there yet are made."""
    if not ids:
        return
    key, name, owner = _primary_key(model), _quoted(column), _primary_key(of)
    rows = f"SELECT {owner}, %s FROM {_table(of)} WHERE {owner} IN ({_places(ids)})"  # noqa: S608  (names are ours)
    change = f"ON CONFLICT ({key}) DO UPDATE SET {name} = excluded.{name}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(model)} ({key}, {name}) {rows} {change}", [value, *ids]
        )


def delete_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Rows that nothing refers to."""
    statement = f"DELETE FROM {_table(model)} WHERE {_primary_key(model)} = %s"  # noqa: S608  (names are ours)
    _execute(statement, model, (), [(number,) for number in ids])


def _execute(statement: str, model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    made = _preparations(model, columns)
    values = [_prepared(row, made) for row in rows] if made else list(rows)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _prepared(row: Sequence[Any], made: Mapping[int, Callable[[Any], Any]]) -> list[Any]:
    values = list(row)
    for place, make in made.items():
        values[place] = make(values[place])
    return values


def _preparations(
    model: type[models.Model], columns: Sequence[str]
) -> dict[int, Callable[[Any], Any]]:
    """By the place of a column, what turns its values into ones that the database takes."""
    document: Callable[[Any], Any] = partial(connection.ops.adapt_json_value, encoder=None)
    if connection.vendor == "sqlite":
        document = _json_text
    moment = lru_cache(maxsize=16)(connection.ops.adapt_datetimefield_value)  # most rows share one
    fields = {field.column: field for field in model._meta.concrete_fields}
    made: dict[int, Callable[[Any], Any]] = {}
    for place, column in enumerate(columns):
        if isinstance(fields[column], models.JSONField):
            made[place] = document
        elif isinstance(fields[column], models.DateTimeField):
            made[place] = moment
    return made


def _json_text(value: Any) -> str:
    """Five documents a resource: the standard library takes a sixth of a harvest for them. It still
    writes what the faster one refuses: numbers of more than 64 bits, halves of characters."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)


def _insertion(model: type[models.Model], columns: Sequence[str]) -> str:
    return f"INSERT INTO {_table(model)} ({_listed(columns)}) VALUES ({_places(columns)})"  # noqa: S608  (names are ours)


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)


def _primary_key(model: type[models.Model]) -> str:
    return _quoted(model._meta.pk.column or "id")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
