"""Take a page of records into the database: compare, describe, match, compose, store, delete.

Everything is done for all records of a page at once, so that the number of queries does not depend
on how many there are. Unchanged records cost a look at their digest and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from armillary.catalogue.operations import Incoming, describe_resources
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest import fading, matching
from armillary.harvest.composing import Voice, compose
from armillary.harvest.describing import Describer
from armillary.harvest.listing import Item, Kind
from armillary.harvest.matching import Change
from armillary.harvest.models import IDENTIFIER_LENGTH, Record, Run, Source
from armillary.harvest.receipts import Tally, storable
from armillary.harvest.storing import Row, upsert_records
from armillary.people.actors import Actor

WAVE: Final = 500


@dataclass(slots=True)
class _Sorted:
    """The records of a wave by what has to be done with them."""

    changed: list[Change] = field(default_factory=list)
    unchanged: list[Record] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)
    unknown_gone: list[Item] = field(default_factory=list)
    broken: list[tuple[Item, Record | None, str]] = field(default_factory=list)


class Intake:
    """Takes the pages of one run; the caller holds the transaction."""

    def __init__(self, source: Source, run: Run, *, kind: Kind, by: Actor) -> None:
        self._source = source
        self._sources = {source.pk: source}
        self._run = run
        self._kind = kind
        self._by = by
        self._describer = Describer()
        self._began = now()

    def take(self, items: Sequence[Item]) -> Tally:
        """What became of the items, every one of them."""
        tally = Tally()
        for wave in _waves(items, tally):
            self._take_wave(wave, tally)
        return tally

    def forget(self, records: Sequence[Record]) -> None:
        """Delete records that the source no longer lists."""
        Record.objects.filter(pk__in=[record.pk for record in records]).update(
            is_deleted=True, changed_in=self._run.pk
        )
        self._let_go({record.resource_id for record in records})

    def _take_wave(self, wave: Sequence[Item], tally: Tally) -> None:
        known = self._known(wave)
        plan = _Sorted()
        for item in wave:
            self._sort(item, known.get(item.identifier), plan)
        self._mark_gone(plan, tally)
        self._store_broken(plan, tally)
        self._store_changed(plan.changed, tally)
        self._mark_seen(plan.unchanged)
        tally.count("unchanged", len(plan.unchanged))

    def _known(self, wave: Sequence[Item]) -> dict[str, Record]:
        rows = Record.objects.filter(
            source=self._source, identifier__in=[item.identifier for item in wave]
        )
        return {row.identifier: row for row in rows.defer("payload")}

    def _sort(self, item: Item, record: Record | None, plan: _Sorted) -> None:
        if item.is_deleted:
            if record is None:
                plan.unknown_gone.append(item)
            else:
                (plan.unchanged if record.is_deleted else plan.gone).append(record)
            return
        digest = _digest(item.payload)
        if record is not None and _is_same(record, digest) and not item.problem:
            plan.unchanged.append(record)
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
        return item.statement or self._kind.read(item.payload, self._source)

    def _mark_gone(self, plan: _Sorted, tally: Tally) -> None:
        tally.count("deleted", len(plan.gone) + len(plan.unknown_gone))
        if plan.gone:
            self.forget(plan.gone)
            self._mark_seen(plan.gone)
        # Tombstones for what we never had.
        upsert_records(self._row(item, is_deleted=True) for item in plan.unknown_gone)

    def _store_broken(self, plan: _Sorted, tally: Tally) -> None:
        """Keep what cannot be read; a record that could be read before stays as it was."""
        fresh, kept = [], []
        for item, record, problem in plan.broken:
            tally.reject(problem, item.label or item.identifier)
            if record is None:
                fresh.append(self._row(item, problem=problem))
            else:
                record.problem, record.seen_in = storable(problem), self._run.pk
                kept.append(record)
        upsert_records(fresh)
        Record.objects.bulk_update(kept, ["problem", "seen_in"], batch_size=100)

    def _store_changed(self, changes: list[Change], tally: Tally) -> None:
        if not changes:
            return
        matches = matching.match(changes)
        resources = self._describe(changes, matches)
        upsert_records(
            self._row(change.item, digest=change.digest, resource_id=resources[change.target])
            for change in changes
        )
        matching.write_shared_keys(matches, resources, run=self._run)
        created = sum(change.is_first for change in changes)
        tally.count("created", created)
        tally.count("updated", len(changes) - created)
        tally.counts["matched"] += matches.joined

    def _describe(self, changes: list[Change], matches: matching.Matches) -> dict[int, int]:
        """Compose and describe the targets of `changes`; target → resource id."""
        old = [target for target in matches.targets if target > 0]
        voices = self._other_voices(old, matches.members, changes)
        for place, change in enumerate(changes):
            age = (0, change.record.pk) if change.record else (1, place)
            ref = f"{self._source.name}:{change.item.identifier}"
            voices.setdefault(change.target, []).append(Voice(age, ref, change.described))
        incoming = [_incoming(target, voices[target]) for target in matches.targets]
        outcomes = describe_resources(incoming, by=self._by)
        fading.revive([target for target in old if target in matches.revived], by=self._by)
        return {
            target: outcome.resource_id
            for target, outcome in zip(matches.targets, outcomes, strict=True)
        }

    def _other_voices(
        self, targets: Sequence[int], members: dict[int, int], changes: Iterable[Change]
    ) -> dict[int, list[Voice]]:
        """What records that are not on this page say of the same resources."""
        here = {change.record.pk for change in changes if change.record}
        voices: dict[int, list[Voice]] = {}
        if not targets:
            return voices
        rows = Record.objects.filter(resource_id__in=list(members), is_deleted=False)
        columns = (
            rows.exclude(pk__in=here)
            .order_by("pk")
            .values_list("pk", "identifier", "payload", "source_id", "resource_id")
        )
        for pk, identifier, payload, source_id, resource_id in columns:
            source = self._source_of(source_id)
            described = self._describer.of_payload(bytes(payload), source)
            if described is not None and resource_id is not None:
                voice = Voice((0, pk), f"{source.name}:{identifier}", described)
                voices.setdefault(members[resource_id], []).append(voice)
        return voices

    def _source_of(self, number: int) -> Source:
        """Any source, the other ones loaded once per run."""
        if number not in self._sources:
            self._sources |= {source.pk: source for source in Source.objects.all()}
        return self._sources[number]

    def _let_go(self, resource_ids: set[int | None]) -> None:
        """Withdraw what no record speaks for any more; describe the rest from who still does."""
        ids = sorted(number for number in resource_ids if number is not None)
        if not ids:
            return
        members = matching.members_of(ids)
        targets = sorted(set(members.values()))
        voices = self._other_voices(targets, members, ())
        left = [target for target in targets if target in voices]
        describe_resources([_incoming(target, voices[target]) for target in left], by=self._by)
        fading.withdraw([target for target in targets if target not in voices], by=self._by)

    def _mark_seen(self, records: Sequence[Record]) -> None:
        if self._run.since or not records:
            return  # only a run through the whole list can tell what is missing
        Record.objects.filter(pk__in=[record.pk for record in records]).update(seen_in=self._run.pk)

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


def _waves(items: Sequence[Item], tally: Tally) -> Iterator[Sequence[Item]]:
    """Pieces in which every identifier occurs once; items without one are rejected here."""
    waves: list[dict[str, Item]] = []
    for item in items:
        if not item.identifier:
            tally.reject(item.problem or "The record has no identifier.", item.label)
            continue
        item.identifier = _short(item.identifier)
        wave = next((wave for wave in waves if item.identifier not in wave), None)
        if wave is None:
            waves.append(wave := {})
        wave[item.identifier] = item
    for wave in waves:
        yield from chunks(list(wave.values()), WAVE)


def _short(identifier: str) -> str:
    """Identifiers too long for the column keep their beginning and end in a digest of the whole."""
    identifier = storable(identifier)
    if len(identifier) <= IDENTIFIER_LENGTH:
        return identifier
    return f"{identifier[: IDENTIFIER_LENGTH - 33]}#{_digest(identifier.encode())}"


def _digest(payload: bytes) -> str:
    return blake2b(payload, digest_size=16).hexdigest()


def _is_same(record: Record, digest: str) -> bool:
    return record.digest == digest and not record.is_deleted and not record.problem


def _incoming(target: int, voices: list[Voice]) -> Incoming:
    whole = compose(voices)
    return Incoming(
        resource=target if target > 0 else None,
        description=whole.description,
        keys=whole.keys,
        unknown=whole.unknown,
        origins=whole.origins,
    )
