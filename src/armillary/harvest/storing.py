"""Write records in bulk. Every record of every run passes here, so the statement is ours: Django's
own `bulk_create` spends several times as long on preparing the values as the database on storing
them. Both databases know `ON CONFLICT`."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection

from armillary.harvest.models import Record


class Row(NamedTuple):
    """The columns of a record, in the order in which they are written."""

    source_id: int
    identifier: str
    payload: bytes
    digest: str
    datestamp: str
    is_deleted: bool
    resource_id: int | None
    problem: str
    seen_in: int
    changed_in: int
    created_at: datetime


KEPT = frozenset({"source_id", "identifier", "created_at"})  # when the record is known already


def upsert_records(rows: Iterable[Row]) -> None:
    """Insert records, or overwrite those of the same source and identifier."""
    adapt = connection.ops.adapt_datetimefield_value
    values = [(*row[:-1], adapt(row.created_at)) for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_statement(), values)


@cache
def _statement() -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in Row._fields)
    places = ", ".join(["%s"] * len(Row._fields))
    changes = ", ".join(
        f"{quote(name)} = excluded.{quote(name)}" for name in Row._fields if name not in KEPT
    )
    table = quote(Record._meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({places}) "  # noqa: S608  (names are ours)
        f"ON CONFLICT (source_id, identifier) DO UPDATE SET {changes}"
    )
