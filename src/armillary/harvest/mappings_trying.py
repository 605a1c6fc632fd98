"""Try a mapping out on what is kept: how single records would read, and what would become of all.

Everything a real pass does is done here but writing: other records of a resource are heard, and a
curator's locks hold, so that what is shown is what would be.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Max, Min, Q

from armillary.catalogue.describing import Foreseen, foresee_descriptions
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.core.errors import require
from armillary.core.memory import no_search_for_cycles
from armillary.formats.describe import Described
from armillary.formats.errors import FormatError
from armillary.formats.mapping import FieldMapping, apply
from armillary.formats.statement import Statement
from armillary.harvest import matching, rules
from armillary.harvest.describing import Describer
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Item
from armillary.harvest.matching import Change
from armillary.harvest.models import Record, Source
from armillary.harvest.remapping import mappable_records
from armillary.harvest.speaking import Speakers
from armillary.harvest.waves import WAVE
from armillary.people.actors import Actor

SHOWN, MOST_SHOWN = 5, 20
MOST_TRIED: Final = 2_000  # records of a dry run; of more, a sample is drawn
MOST_DIFFS: Final = 50
MOST_UNKNOWN: Final = 20  # of a field
LONGEST_PAYLOAD: Final = 6_000  # characters of it that are shown
CONTROLS: Final = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Diff:
    """What a resource says now and would say, field by field; `resource` None would be new."""

    resource: Resource | None
    identifier: str  # of one of its records
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def fields(self) -> list[str]:
        """Those that change, in alphabetical order."""
        names = sorted(self.before.keys() | self.after.keys())
        return [name for name in names if self.before.get(name) != self.after.get(name)]


@dataclass(frozen=True, slots=True)
class Tried:
    """One record: as it was sent, as it states, as the mapping has it, and what its resource says.
    Without a diff it cannot be read, and `problem` says why."""

    identifier: str
    payload: str
    is_cut: bool
    stated: Statement | None = None
    mapped: Statement | None = None
    diff: Diff | None = None
    unknown: dict[str, list[str]] = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class DryRun:
    """What would become of what is kept. Numbers are of the `tried` records alone."""

    total: int
    tried: int = 0
    changed: int = 0  # resources
    created: int = 0
    rejected: int = 0  # records
    problems: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    diffs: list[Diff] = field(default_factory=list)

    @property
    def is_sample(self) -> bool:
        return self.tried < self.total


def preview_mapping(
    source: Source, mapping: FieldMapping, *, count: int = SHOWN, record: str = "", by: Actor
) -> list[Tried]:
    """Some records of a source by a mapping; `record` is (a part of) an identifier, or the id of a
    resource. Nothing is written."""
    require(rules.may_add_source(by))
    rows = _chosen(source, min(max(count, 1), MOST_SHOWN), record.strip())
    return _Trial(source, mapping, by=by).shown(rows)


@no_search_for_cycles()
def dry_run_mapping(source: Source, mapping: FieldMapping, *, by: Actor) -> DryRun:
    """What a mapping would do to everything kept, or to a sample of it that is drawn in the same
    way each time. Nothing is written."""
    require(rules.may_add_source(by))
    ids = list(_rows(source).order_by("pk").values_list("pk", flat=True))
    found = DryRun(total=len(ids))
    if len(ids) > MOST_TRIED:
        ids = sorted(random.Random(f"{source.name}/{len(ids)}").sample(ids, MOST_TRIED))  # noqa: S311  (a sample)
    trial = _Trial(source, mapping, by=by)
    for part in chunks(ids, WAVE):
        trial.count(_rows(source).filter(pk__in=part).order_by("pk"), found)
    found.diffs = _named(found.diffs)
    return found


def _rows(source: Source) -> Any:
    return mappable_records().filter(source=source, is_deleted=False)


def _chosen(source: Source, count: int, record: str) -> list[Record]:
    """Those that were asked for, else some from all over the source."""
    rows = _rows(source).order_by("pk")
    if record:
        named = Q(identifier__icontains=record) | Q(resource__public_id=record)
        return list(rows.filter(named)[:count])
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    step = (ends["last"] - ends["first"] + 1) / count
    found: dict[int, Record] = {}
    for place in range(count):
        later = rows.filter(pk__gte=ends["first"] + int(step * place)).exclude(pk__in=list(found))
        if row := later.first():
            found[row.pk] = row
    return [found[pk] for pk in sorted(found)]


class _Trial:
    """A mapping that is tried out on records of one source."""

    def __init__(self, source: Source, mapping: FieldMapping, *, by: Actor) -> None:
        self._source = source
        self._mapping = mapping
        self._kind = kind_of(source.kind)
        self._describer = Describer({source.pk: mapping})
        self._speakers = Speakers(self._describer, by=by)
        self._met: set[int] = set()

    def shown(self, rows: Sequence[Record]) -> list[Tried]:
        return [self._shown(row) for row in rows]

    def count(self, rows: Iterable[Record], found: DryRun) -> None:
        """Add what would become of some records."""
        changes = list(self._changes(rows, found))
        for diff, is_changed in self._diffs(changes):
            if not is_changed or self._is_met(diff):
                continue
            found.changed += diff.resource is not None
            found.created += diff.resource is None
            found.fields.update(diff.fields)
            if len(found.diffs) < MOST_DIFFS:
                found.diffs.append(diff)

    def _is_met(self, diff: Diff) -> bool:
        """A resource of which several records speak is counted once."""
        if diff.resource is None:
            return False
        is_met = diff.resource.pk in self._met
        self._met.add(diff.resource.pk)
        return is_met

    def _changes(self, rows: Iterable[Record], found: DryRun) -> Iterator[Change]:
        for row in rows:
            found.tried += 1
            try:
                described = self._describer.read(bytes(row.payload), self._source)
            except FormatError as error:
                found.rejected += 1
                found.problems[str(error)] += 1
                continue
            for name, values in described.unknown.items():
                found.unknown.setdefault(name, Counter()).update(values)
            yield _change(row, described)

    def _diffs(self, changes: Sequence[Change]) -> Iterator[tuple[Diff, bool]]:
        if not changes:
            return
        matches = matching.match(changes)
        names = {change.target: change.item.identifier for change in reversed(changes)}
        incoming = self._speakers.heard(changes, matches, source=self._source)
        for target, seen in zip(matches.targets, foresee_descriptions(incoming), strict=True):
            yield _diff(seen, names[target]), seen.is_changed

    def _shown(self, row: Record) -> Tried:
        payload, is_cut = readable(bytes(row.payload))
        stated = mapped = None
        try:
            stated = self._kind.read(bytes(row.payload), self._source)
            mapped = apply(stated, self._mapping)
            described = self._describer.describe(stated, self._source)
        except FormatError as error:
            return Tried(row.identifier, payload, is_cut, stated, mapped, problem=str(error))
        [(diff, _is_changed)] = self._diffs([_change(row, described)])
        return Tried(
            row.identifier,
            payload,
            is_cut,
            stated,
            mapped,
            _named([diff])[0],
            described.unknown,
        )


def _named(diffs: Sequence[Diff]) -> list[Diff]:
    """With their resources as they are kept."""
    rows = Resource.objects.in_bulk([diff.resource.pk for diff in diffs if diff.resource])
    return [
        Diff(diff.resource and rows[diff.resource.pk], diff.identifier, diff.before, diff.after)
        for diff in diffs
    ]


def readable(payload: bytes) -> tuple[str, bool]:
    """The beginning of a payload as text, and whether more follows."""
    beginning = payload[: 4 * LONGEST_PAYLOAD + 4]
    text = beginning.decode("utf-8", "replace").translate(CONTROLS)
    return text[:LONGEST_PAYLOAD], len(text) > LONGEST_PAYLOAD or len(beginning) < len(payload)


def _change(row: Record, described: Described) -> Change:
    return Change(Item(row.identifier), row.digest, row, described)


def _diff(seen: Foreseen, identifier: str) -> Diff:
    resource = Resource(pk=seen.resource) if seen.resource is not None else None
    return Diff(resource, identifier, seen.before, seen.after)
