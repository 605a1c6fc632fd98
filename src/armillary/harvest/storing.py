"""Write records in bulk: every record of every run passes here."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from armillary.core.bulk import found_rows, mark_rows, update_rows, upsert_rows
from armillary.harvest.models import Record, Run, Sighting, Source


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


class Known(NamedTuple):
    """As much of a stored record as tells whether it has changed; thousands are looked at."""

    pk: int
    identifier: str
    digest: str
    is_deleted: bool
    problem: str
    resource_id: int | None
    source_id: int


def known_records(source: Source, identifiers: Sequence[str]) -> dict[str, Known]:
    """By identifier, those of a source that were stored before."""
    columns = ("id", *Known._fields[1:])
    rows = found_rows(Record, columns, "identifier", identifiers, source_id=source.pk)
    return {row[1]: Known._make(row) for row in rows}


def mark_met(records: Iterable[Known], *, run: Run) -> None:
    """Records that the list of a run has, as they were."""
    mark_rows(Sighting, "seen_in", run.pk, [record.pk for record in records], of=Record)


def met_in(run: Run) -> Q:
    """Records that a run through the whole list has met or written."""
    sighting = Sighting.objects.filter(record=OuterRef("pk"), seen_in=run.pk)
    return Q(seen_in=run.pk) | Q(Exists(sighting))


def note_problems(problems: Iterable[tuple[Known, str]], *, run: Run) -> None:
    """Records that came in a way that cannot be read keep what they said before."""
    rows = [(problem, run.pk, run.pk, known.pk) for known, problem in problems]
    update_rows(Record, ("problem", "seen_in", "changed_in"), rows)
