"""Count the records that break rules: only those that a run has changed, a piece at a time.

Each piece is one transaction with the place where the next one begins, so that a killed task goes on
where it was. What a record's faults are is kept, and the numbers of a source are taken from there.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Count, QuerySet

from armillary.catalogue.queries import chunks
from armillary.core.bulk import delete_rows, insert_rows, update_rows
from armillary.formats.errors import FormatError
from armillary.harvest.enums import RunState
from armillary.harvest.health.models import SAID_LENGTH, RecordFault, SourceHealth
from armillary.harvest.health.record_rules import (
    ADDRESS,
    REPEATED,
    TITLE,
    UNREADABLE,
    Faults,
    faults_of,
)
from armillary.harvest.health.registry import MOST_EXAMPLES, Example, Found
from armillary.harvest.kinds import kind_of
from armillary.harvest.kinds.armillary import OURS
from armillary.harvest.listing import Kind
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.receipts import storable

PIECE: Final = 500
COLUMNS: Final = ("source_id", "record_id", "rule", "said", "expected")
# Why records are rejected, as `formats.describe` says it.
REJECTED: Final = {
    "It has no title.": TITLE,
    "It has no address or identifier that can be used.": ADDRESS,
}


class Row(NamedTuple):
    """As much of a record as its faults depend on."""

    pk: int
    identifier: str
    payload: bytes
    is_deleted: bool
    problem: str
    resource: int | None


def count_piece(source: Source, *, size: int = PIECE) -> bool:
    """Look at the next records that runs have changed; false if there are none left."""
    last = last_finished(source)
    with transaction.atomic():
        health = _locked(source)
        rows = _next_rows(health, last, size)
        if rows:
            _take(source, rows)
            health.at_record = rows[-1].pk
        else:
            health.through = max(health.through, last)
        health.save(update_fields=["through", "at_run", "at_record", "changed_at"])
    return bool(rows)


def last_finished(source: Source) -> int:
    """Until which run records are counted: one that goes on may still change others before."""
    runs = Run.objects.filter(source=source, state=RunState.FINISHED, is_remapping=False)
    return runs.order_by("-pk").values_list("pk", flat=True).first() or 0


def count_records(source: Source) -> Mapping[str, Found]:
    """How many records break each rule, with the first that do."""
    faults = RecordFault.objects.filter(source=source)
    sums = faults.values_list("rule").annotate(number=Count("pk")).order_by()
    return {rule: Found(number, _examples(source, rule)) for rule, number in sums}


def forget_settled(source: Source) -> None:
    """Of two records that were one resource, the first may have gone or become another."""
    repeated = RecordFault.objects.filter(source=source, rule=REPEATED)
    rows = list(repeated.values_list("pk", "record", "record__resource"))
    for part in chunks(rows, PIECE):
        first: dict[int | None, int] = {}
        for record, _name, resource in _live(source, {resource for _pk, _record, resource in part}):
            first.setdefault(resource, record)
        alone = [pk for pk, record, resource in part if first.get(resource, record) >= record]
        delete_rows(RecordFault, alone)


def _live(source: Source, resources: set[int | None]) -> list[tuple[int, str, int | None]]:
    """Records of resources, the oldest first. They are sought by resource alone: a database that
    takes the index of the source, or of the order, would go through all of its records."""
    rows = Record.objects.filter(resource__in=resources - {None}, is_deleted=False)
    found = rows.values_list("pk", "identifier", "resource", "source")
    return sorted((pk, name, resource) for pk, name, resource, of in found if of == source.pk)


def _locked(source: Source) -> SourceHealth:
    SourceHealth.objects.get_or_create(source=source)
    return SourceHealth.objects.select_for_update().get(source=source)


def _next_rows(health: SourceHealth, last: int, size: int) -> list[Row]:
    """Behind the place that was reached, run by run, so that an index leads there."""
    changed = Record.objects.filter(source=health.source_id, changed_in__lte=last)
    while True:
        here = changed.filter(changed_in=health.at_run, pk__gt=health.at_record)
        if health.at_run > health.through and (rows := _rows(here, size)):
            return rows
        behind = changed.filter(changed_in__gt=max(health.at_run, health.through))
        following = behind.order_by("changed_in").values_list("changed_in", flat=True).first()
        if following is None:
            return []
        health.at_run, health.at_record = following, 0


def _rows(records: QuerySet[Record], size: int) -> list[Row]:
    names = ("pk", "identifier", "payload", "is_deleted", "problem", "resource_id")
    return [Row(*each) for each in records.order_by("pk").values_list(*names)[:size]]


def _take(source: Source, rows: Sequence[Row]) -> None:
    kind = kind_of(source.kind)
    wanted = {row.pk: _faults(row, kind, source) for row in rows}
    _write(source, wanted, RecordFault.objects.exclude(rule=REPEATED))
    _write(source, _repeated(source, rows), RecordFault.objects.filter(rule=REPEATED))


def _faults(row: Row, kind: Kind, source: Source) -> Faults:
    if row.is_deleted or row.problem == OURS:
        return {}
    if row.problem:
        known: Faults = {rule: ("", "") for why, rule in REJECTED.items() if why in row.problem}
        return known or {UNREADABLE: (row.problem, "")}
    try:
        return faults_of(kind.read(bytes(row.payload), source))
    except FormatError as error:
        return {UNREADABLE: (str(error), "")}


def _repeated(source: Source, rows: Sequence[Row]) -> dict[int, Faults]:
    """Of all records of the same resources, each but the first repeats it."""
    wanted: dict[int, Faults] = {row.pk: {} for row in rows}
    first: dict[int | None, str] = {}
    for pk, identifier, resource in _live(source, {row.resource for row in rows}):
        is_first = first.setdefault(resource, identifier) == identifier
        wanted[pk] = {} if is_first else {REPEATED: (first[resource], "")}
    return wanted


def _write(source: Source, wanted: Mapping[int, Faults], among: QuerySet[RecordFault]) -> None:
    """Only what differs from before."""
    rows = among.filter(record__in=list(wanted))
    old = {
        (record, rule): (pk, said, expected)
        for pk, record, rule, said, expected in rows.values_list(
            "pk", "record", "rule", "said", "expected"
        )
    }
    new = {
        (record, rule): (_short(said), _short(expected))
        for record, faults in wanted.items()
        for rule, (said, expected) in faults.items()
    }
    fresh = [(source.pk, *key, *new[key]) for key in new.keys() - old.keys()]
    other = [
        (*new[key], old[key][0]) for key in new.keys() & old.keys() if new[key] != old[key][1:]
    ]
    insert_rows(RecordFault, COLUMNS, sorted(fresh))
    update_rows(RecordFault, ("said", "expected"), other)
    delete_rows(RecordFault, [old[key][0] for key in old.keys() - new.keys()])


def _short(text: str) -> str:
    return storable(text)[:SAID_LENGTH]


def _examples(source: Source, rule: str) -> list[Example]:
    first = RecordFault.objects.filter(source=source, rule=rule).order_by("record")
    rows = first.values_list("record__identifier", "said", "expected")[:MOST_EXAMPLES]
    return [Example(*row) for row in rows]
