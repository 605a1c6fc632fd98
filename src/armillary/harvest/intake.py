"""Take pages of records into the database: compare, describe, match, compose, store, delete.

Everything is done for all records at hand at once, so that the number of queries does not depend
on how many there are. Unchanged records cost a look at their digest and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from armillary.core.clock import now
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest import matching
from armillary.harvest.describing import Describer
from armillary.harvest.listing import Item, Kind
from armillary.harvest.matching import Change
from armillary.harvest.models import IDENTIFIER_LENGTH, Record, Run, Source
from armillary.harvest.receipts import Tally, storable
from armillary.harvest.speaking import Speakers
from armillary.harvest.storing import (
    Known,
    Row,
    known_records,
    mark_met,
    note_problems,
    upsert_records,
)
from armillary.harvest.terms.collecting import Collector
from armillary.harvest.waves import Wave, digest_of, waves
from armillary.people.actors import Actor


@dataclass(slots=True)
class _Sorted:
    """The records of a wave by what has to be done with them."""

    wave: Wave
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)
    unknown_gone: list[Item] = field(default_factory=list)
    broken: list[tuple[Item, Known | None, str]] = field(default_factory=list)
    silent: list[tuple[Item, Known | None, str]] = field(default_factory=list)

    def tally(self, identifier: str) -> Tally:
        """Of the page on which a record came."""
        return self.wave[identifier][1]


class Intake:
    """Takes the pages of one run; the caller holds the transaction."""

    def __init__(self, source: Source, run: Run, *, kind: Kind, by: Actor) -> None:
        self._source = source
        self._run = run
        self._kind = kind
        self._describer = Describer()
        self._speakers = Speakers(self._describer, by=by)
        self._terms = Collector()
        self._began = now()

    def take(self, items: Sequence[Item]) -> Tally:
        """What became of the items, every one of them."""
        return self.take_pages([items])[0]

    def take_pages(self, pages: Sequence[Sequence[Item]]) -> list[Tally]:
        """What became of the items, page by page, as if one page had been taken after the other."""
        tallies = [Tally() for _page in pages]
        self._heed_mapping()
        for wave in waves(list(zip(pages, tallies, strict=True))):
            self._take_wave(wave)
        self._terms.write()
        return tallies

    def forget(self, records: Sequence[Record] | Sequence[Known]) -> None:
        """Delete records that the source no longer lists."""
        self._forget(records)
        self._terms.write()

    def _forget(self, records: Sequence[Record] | Sequence[Known]) -> None:
        self._terms.forget(records)
        Record.objects.filter(pk__in=[record.pk for record in records]).update(
            is_deleted=True, changed_in=self._run.pk
        )
        self._speakers.let_go({record.resource_id for record in records})

    def _heed_mapping(self) -> None:
        """Describe by the mapping that is published now. Whoever publishes another one waits until
        this page is committed, so that mapping the kept records anew does not miss any of it."""
        own = Source.objects.select_for_update(no_key=True).filter(pk=self._source.pk)
        own.values_list("pk").first()
        self._describer.look_again()
        version = self._describer.version_of(self._source)
        if version != self._run.mapping:
            self._run.mapping = version
            Run.objects.filter(pk=self._run.pk).update(mapping=version)

    def _take_wave(self, wave: Wave) -> None:
        known = known_records(self._source, list(wave))
        plan = _Sorted(wave)
        for identifier, (item, tally) in wave.items():
            record = known.get(identifier)
            digest = "" if item.is_deleted else digest_of(item.payload)
            if record is not None and _is_same(record, digest, item):
                plan.unchanged.append(record)
                tally.count("unchanged")
            else:
                self._sort(item, digest, record, plan)
        self._mark_gone(plan)
        broken = self._note_broken(plan)
        self._store_silent(plan)
        self._store_changed(plan, broken)
        self._mark_seen(plan.unchanged)

    def _sort(self, item: Item, digest: str, record: Known | None, plan: _Sorted) -> None:
        if item.is_deleted:
            if record is None:
                plan.unknown_gone.append(item)
            else:
                plan.gone.append(record)
            return
        if item.is_silent:
            plan.silent.append((item, record, digest))
            return
        try:
            statement = self._statement(item)
            described = self._describer.describe(statement, self._source)
        except FormatError as error:
            plan.broken.append((item, record, str(error)))
            return
        plan.changed.append(Change(item, digest, record, described))

    def _statement(self, item: Item) -> Statement:
        if item.problem:
            raise FormatError(item.problem)
        if item.later is not None:
            return item.later()
        return item.statement or self._kind.read(item.payload, self._source)

    def _mark_gone(self, plan: _Sorted) -> None:
        gone = [each.identifier for each in plan.gone]
        for identifier in (*gone, *[item.identifier for item in plan.unknown_gone]):
            plan.tally(identifier).count("deleted")
        if plan.gone:
            self._forget(plan.gone)
            self._mark_seen(plan.gone)
        # Tombstones for what we never had.
        upsert_records(self._row(item, is_deleted=True) for item in plan.unknown_gone)

    def _note_broken(self, plan: _Sorted) -> list[Row]:
        """Keep what cannot be read, in the rows that are answered if it is new; a record that could
        be read before stays as it was."""
        fresh, kept = [], []
        for item, record, problem in plan.broken:
            plan.tally(item.identifier).reject(problem, item.label or item.identifier)
            if record is None:
                fresh.append(self._row(item, problem=problem))
            else:
                kept.append((record, storable(problem)))
        note_problems(kept, run=self._run)
        self._spare([item.stands_for for item, _record, _why in plan.broken if item.stands_for])
        return fresh

    def _spare(self, beginnings: Sequence[str]) -> None:
        """Records that came from a place which cannot be read now are not missing."""
        if self._run.since or not beginnings:
            return
        names = [storable(each)[: IDENTIFIER_LENGTH - 33] for each in beginnings]
        theirs = reduce(or_, (Q(identifier__startswith=name) for name in names))
        Record.objects.filter(theirs, source=self._source).update(seen_in=self._run.pk)

    def _store_silent(self, plan: _Sorted) -> None:
        """Keep what speaks for no resource; one that it spoke for is left to whoever else does."""
        spoken_for: set[int | None] = set()
        rows = []
        for item, record, digest in plan.silent:
            plan.tally(item.identifier).reject(item.problem, item.label or item.identifier)
            rows.append(self._row(item, digest=digest, problem=item.problem))
            spoken_for.add(record.resource_id if record else None)
        upsert_records(rows)
        self._terms.forget(record for _item, record, _digest in plan.silent if record)
        self._speakers.let_go(spoken_for)

    def _store_changed(self, plan: _Sorted, broken: list[Row]) -> None:
        changes = plan.changed
        if not changes:
            upsert_records(broken)
            return
        matches = matching.match(changes)
        outcomes = self._speakers.describe(changes, matches, source=self._source)
        resources = {target: outcome.resource_id for target, outcome in outcomes.items()}
        rows = [
            self._row(
                change.item,
                digest=change.digest,
                resource_id=change.own_resource or resources[change.target],
            )
            for change in changes
        ]
        upsert_records(_as_they_came(plan.wave, rows, broken) if broken else rows)
        matching.write_shared_keys(matches, resources, run=self._run)
        self._note_terms(changes)
        for change in changes:
            tally = plan.tally(change.item.identifier)
            tally.count("created" if change.is_first else "updated")
            tally.counts["matched"] += change.has_joined

    def _note_terms(self, changes: Sequence[Change]) -> None:
        for change in changes:
            terms = change.described.unmapped
            if change.record:
                self._terms.note(change.record, terms)
            else:
                self._terms.note_new(self._source.pk, change.item.identifier, terms)

    def _mark_seen(self, records: Sequence[Known]) -> None:
        if self._run.since or not records:
            return  # only a run through the whole list can tell what is missing
        mark_met(records, run=self._run)

    def _row(
        self,
        item: Item,
        *,
        digest: str = "",
        resource_id: int | None = None,
        problem: str = "",
        is_deleted: bool = False,
    ) -> Row:
        return Row(
            source_id=self._source.pk,
            identifier=item.identifier,
            payload=item.payload,
            digest=digest,
            datestamp=storable(item.datestamp)[:40],
            is_deleted=is_deleted,
            resource_id=resource_id,
            problem=storable(problem),
            seen_in=self._run.pk,
            changed_in=self._run.pk,
            created_at=self._began,
        )


def _as_they_came(wave: Wave, *parts: list[Row]) -> Iterator[Row]:
    """What came first is kept first, and speaks first when something can be read of it."""
    rows = {row.identifier: row for part in parts for row in part}
    return (rows[identifier] for identifier in wave if identifier in rows)


def _is_same(record: Known, digest: str, item: Item) -> bool:
    """Is it kept already as it is, and as what it is? What cannot be read is read again."""
    if item.is_deleted:
        return record.is_deleted
    if record.digest != digest or record.is_deleted:
        return False
    if item.is_silent:
        return bool(record.problem) and record.resource_id is None
    return not record.problem and not item.problem
