"""Describe kept records anew, by the mappings and vocabularies of today. Nothing is fetched.

Whatever a record says goes the way of one that was just harvested: what other records say of the
same resource is heard, a curator's locks hold, and what comes out as it is costs no write. So doing
it twice, or starting again after a kill, does no harm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from armillary.catalogue.operations import Outcome
from armillary.catalogue.queries import chunks
from armillary.core.memory import no_search_for_cycles
from armillary.formats.errors import FormatError
from armillary.harvest import matching
from armillary.harvest.describing import Describer
from armillary.harvest.listing import Item
from armillary.harvest.matching import Change
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.receipts import Tally, storable
from armillary.harvest.speaking import Speakers
from armillary.harvest.terms.collecting import Collector
from armillary.harvest.waves import WAVE, digest_of
from armillary.people.actors import Actor

NO_TITLE: Final = "It has no title."
NO_KEY: Final = "It has no address or identifier that can be used."
# What a mapping can bring about, and another one mend.
MENDABLE: Final = (NO_TITLE, NO_KEY, f"{NO_TITLE} {NO_KEY}")


def remap_records(record_ids: Sequence[int], *, by: Actor) -> int:
    """Describe these records anew; how many resources changed.

    Records of any sources, in waves that are a transaction each. One that can no longer be read
    leaves its resource as it is and says why. Those that speak for no resource are left alone.
    """
    speaking = Record.objects.filter(resource__isnull=False)
    return sum(
        remap_wave(speaking.filter(pk__in=part), Tally(), by=by)
        for part in chunks(list(dict.fromkeys(record_ids)), WAVE)
    )


@no_search_for_cycles()
@transaction.atomic
def remap_wave(
    records: QuerySet[Record], tally: Tally, *, by: Actor, run: Run | None = None
) -> int:
    """Describe some records anew, count them, and say how many resources changed. With a `run`,
    what changes belongs to it."""
    live = records.filter(is_deleted=False)
    _await_pages(live)
    return _Wave(by=by, run=run).take(live.order_by("pk"), tally)


def mappable_records() -> QuerySet[Record]:
    """Records that speak for a resource, or might by another mapping. What was kept aside, though
    it could be read, stays aside."""
    return Record.objects.filter(Q(resource__isnull=False) | Q(problem__in=MENDABLE))


@dataclass(slots=True)
class _Read:
    """The records of a wave: what they say now, or why that cannot be read."""

    changes: list[Change] = field(default_factory=list)
    broken: list[Record] = field(default_factory=list)


class _Wave:
    """Some kept records on their way into the catalogue."""

    def __init__(self, *, by: Actor, run: Run | None) -> None:
        self._run = run
        self._describer = Describer()
        self._speakers = Speakers(self._describer, by=by)

    def take(self, records: QuerySet[Record], tally: Tally) -> int:
        read = self._read(records, tally)
        Record.objects.bulk_update(read.broken, ["problem"], batch_size=100)
        if not read.changes:
            return 0
        outcomes = self._describe(read.changes)
        self._note_records(read.changes, outcomes)
        for change in read.changes:
            tally.count(outcomes[change.target].change)
        return sum(outcome.change != "unchanged" for outcome in outcomes.values())

    def _read(self, records: Iterable[Record], tally: Tally) -> _Read:
        read = _Read()
        for record in records:
            source = self._speakers.source_of(record.source_id)
            try:
                described = self._describer.read(bytes(record.payload), source)
            except FormatError as error:
                record.problem = storable(str(error))
                read.broken.append(record)
                tally.reject(record.problem, record.identifier)
                continue
            read.changes.append(Change(Item(record.identifier), record.digest, record, described))
        return read

    def _describe(self, changes: Sequence[Change]) -> dict[int, Outcome]:
        """By the target of the changes."""
        matches = matching.match(changes)
        source = self._speakers.source_of(_record(changes[0]).source_id)
        outcomes = self._speakers.describe(changes, matches, source=source)
        resources = {target: outcome.resource_id for target, outcome in outcomes.items()}
        matching.write_shared_keys(matches, resources, run=self._run)
        return outcomes

    def _note_records(self, changes: Iterable[Change], outcomes: dict[int, Outcome]) -> None:
        """Those that speak for the first time get their resource; a problem that is mended goes."""
        mended, changed = [], []
        terms = Collector()
        for change in changes:
            record, outcome = _record(change), outcomes[change.target]
            terms.note(record, change.described.unmapped)
            if record.resource_id is None:
                record.resource_id = outcome.resource_id
                record.digest = digest_of(bytes(record.payload))
                mended.append(record)
            elif record.problem in MENDABLE:
                mended.append(record)
            if outcome.change != "unchanged":
                changed.append(record.pk)
        for record in mended:
            record.problem = ""
        Record.objects.bulk_update(mended, ["resource", "problem", "digest"], batch_size=100)
        if self._run is not None and changed:
            Record.objects.filter(pk__in=changed).update(changed_in=self._run.pk)
        terms.write()


def _await_pages(records: QuerySet[Record]) -> None:
    """A page of the same source that is being taken just now is waited for, and the next one waits
    for us: so nothing old is written over something new."""
    sources = Source.objects.filter(pk__in=records.values("source_id"))
    list(sources.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _record(change: Change) -> Record:
    assert isinstance(change.record, Record)  # noqa: S101  (only kept records come here)
    return change.record
