"""Write records in bulk: every record of every run passes here."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from armillary.core.bulk import upsert_rows
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


def upsert_records(rows: Iterable[Row]) -> None:
    """Insert records, or overwrite those of the same source and identifier."""
    upsert_rows(
        Record,
        Row._fields,
        rows,
        key=("source_id", "identifier"),
        kept=("created_at",),
    )
