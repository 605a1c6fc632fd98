"""Keep the stored records as the catalogue is: one change at a time, or all of them anew.

A record's datestamp is the time of its refresh, not of the edit that caused it: what a harvester
can see changes only then. Refreshes stand in line for one lock, so that positions and datestamps
grow in the order of commits, and each announces itself before it stamps (see
`queries.settled_moment`). So no harvester that comes back can miss a record that was committed
late with an early datestamp, whatever the database and however many workers there are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.errors import Conflict, require
from armillary.dissemination import rules
from armillary.dissemination.beside import Beside, beside
from armillary.dissemination.models import OaiClock, OaiMembership, OaiRecord, OaiRefresh, OaiSet
from armillary.dissemination.oai.envelopes import header
from armillary.dissemination.queries import LOST_AFTER
from armillary.dissemination.renditions import oai_dc
from armillary.people.actors import Actor

LAYOUT = 1  # raised by hand when records are to be laid out otherwise
BATCH = 250  # resources under one lock; some 50 ms


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: records written, tombstones among them, and those that stayed."""

    written: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __add__(self, other: "Refreshed") -> "Refreshed":
        return Refreshed(
            self.written + other.written,
            self.deleted + other.deleted,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as it should be stored; tombstones have no metadata and no listing."""

    resource_id: int
    public_id: str
    listed_at: datetime | None
    metadata: bytes
    beside: Beside

    @property
    def is_deleted(self) -> bool:
        return not self.metadata

    @property
    def about(self) -> bytes:
        return b"" if self.is_deleted else self.beside.about

    def header(self, moment: datetime) -> bytes:
        return header(self.public_id, moment, self.beside.specs, is_deleted=self.is_deleted)

    def is_stored_as(self, record: OaiRecord) -> bool:
        return (
            bytes(record.oai_dc) == self.metadata
            and bytes(record.about) == self.about
            and record.fingerprint == self.beside.fingerprint
            and record.listed_at == self.listed_at
            and bytes(record.header) == self.header(record.datestamp)
        )


def refresh_records(ids: Sequence[int], *, by: Actor) -> Refreshed:
    """Make the stored records of these resources what they should be; unchanged ones keep their
    datestamps. Doing it twice does nothing more."""
    require(rules.may_refresh(by))
    total = Refreshed()
    for part in chunks(sorted(set(ids)), BATCH):
        total += _refresh_batch(part)
    return total


def rebuild_records(*, by: Actor, tell: Callable[[int], None] = lambda _count: None) -> Refreshed:
    """Make all stored records anew from the database, while the site serves. `tell` is given the
    number of resources of each batch."""
    require(rules.may_refresh(by))
    total, last = Refreshed(), 0
    while ids := list(
        Resource.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        total += _refresh_batch(ids)
        tell(len(ids))
        last = ids[-1]
    return total


def bring_up_to_date(*, by: Actor) -> bool:
    """Make all records anew where an earlier version of this program has laid them out, and say whether
    that was so. Harvesters get them again, since something was added to each."""
    require(rules.may_refresh(by))
    if not OaiClock.objects.exclude(layout=LAYOUT).exists():
        return False
    rebuild_records(by=by)
    OaiClock.objects.update(layout=LAYOUT)
    return True


def _refresh_batch(batch: Sequence[int]) -> Refreshed:
    ids = _concerned(batch)
    if not ids:
        return Refreshed()
    with _announced() as refresh, transaction.atomic():
        clock = _locked_clock(refresh)
        stored = OaiRecord.objects.in_bulk(ids)
        drafts = list(_drafts(ids, stored))
        changed = [draft for draft in drafts if not _is_stored(draft, stored)]
        if changed:
            clock.size += sum(draft.resource_id not in stored for draft in changed)
            _write(changed, clock)
    gone = sum(draft.is_deleted for draft in changed)
    return Refreshed(len(changed), gone, len(drafts) - len(changed))


def _concerned(ids: Sequence[int]) -> list[int]:
    """Those the outside has to do with. Most of a harvest are candidates, which need no lock."""
    visible = Q(state=ResourceState.LISTED) | Q(listed_at__isnull=False)
    seen = set(Resource.objects.filter(visible, pk__in=ids).values_list("pk", flat=True))
    stored = OaiRecord.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return sorted(seen.union(stored))


@contextmanager
def _announced() -> Iterator[OaiRefresh]:
    """Let readers know, before anything is stamped, that changes may be on their way."""
    refresh = OaiRefresh.objects.create()
    try:
        yield refresh
    finally:
        OaiRefresh.objects.filter(pk=refresh.pk).delete()


def _locked_clock(refresh: OaiRefresh) -> OaiClock:
    """Wait for our turn, and forget the refreshes of workers that died."""
    second = refresh.started_at.replace(microsecond=0)  # as harvesters see it, and ask for it
    OaiClock.objects.get_or_create(pk=1, defaults={"datestamp": second, "layout": LAYOUT})
    clock = OaiClock.objects.select_for_update().get(pk=1)
    OaiRefresh.objects.filter(started_at__lte=now() - LOST_AFTER).delete()
    if not OaiRefresh.objects.filter(pk=refresh.pk).exists():
        raise Conflict(_("This refresh waited too long for its turn. It will be tried again."))
    return clock


def _drafts(ids: Sequence[int], stored: dict[int, OaiRecord]) -> Iterator[Draft]:
    """Records for what is listed, tombstones for what was; nothing for mere candidates."""
    resources = list(Resource.objects.filter(pk__in=ids).order_by("pk"))
    told = beside(resources)
    for each in resources:
        number, name = each.pk, each.public_id
        if each.is_listed:
            listed_at = each.listed_at or each.created_at
            yield Draft(number, name, listed_at, oai_dc(each), told[number])
        elif each.listed_at or number in stored:
            yield Draft(number, name, None, b"", told[number])


def _is_stored(draft: Draft, stored: dict[int, OaiRecord]) -> bool:
    record = stored.get(draft.resource_id)
    return record is not None and draft.is_stored_as(record)


def _write(drafts: list[Draft], clock: OaiClock) -> None:
    moment = max(now().replace(microsecond=0), clock.datestamp)
    records = [
        OaiRecord(
            resource_id=draft.resource_id,
            position=position,
            datestamp=moment,
            is_deleted=draft.is_deleted,
            listed_at=draft.listed_at,
            header=draft.header(moment),
            oai_dc=draft.metadata,
            about=draft.about,
            fingerprint=draft.beside.fingerprint,
        )
        for position, draft in enumerate(drafts, clock.position + 1)
    ]
    OaiRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["resource"],
        update_fields=[
            *("position", "datestamp", "is_deleted", "listed_at"),
            *("header", "oai_dc", "about", "fingerprint"),
        ],
    )
    _write_memberships(records, drafts)
    clock.position, clock.datestamp = records[-1].position, moment
    clock.save()


def _write_memberships(records: list[OaiRecord], drafts: list[Draft]) -> None:
    old = OaiMembership.objects.filter(record__in=[record.pk for record in records])
    change = Counter({spec: 0 for draft in drafts for spec in draft.beside.specs})
    change.update(spec for draft in drafts for spec in draft.beside.specs)
    change.subtract(old.values_list("set__spec", flat=True))
    old.delete()
    sets = _resized_sets(change)
    OaiMembership.objects.bulk_create(
        OaiMembership(
            set=sets[spec],
            record=record,
            position=record.position,
            listed_at=record.listed_at,
        )
        for record, draft in zip(records, drafts, strict=True)
        for spec in draft.beside.specs
    )


def _resized_sets(change: Counter[str]) -> dict[str, OaiSet]:
    """The sets by spec, new ones made, with their sizes changed by that much."""
    OaiSet.objects.bulk_create((OaiSet(spec=spec) for spec in change), ignore_conflicts=True)
    sets = {found.spec: found for found in OaiSet.objects.filter(spec__in=change)}
    for spec, difference in change.items():
        sets[spec].size += difference
    resized = [sets[spec] for spec, difference in change.items() if difference]
    OaiSet.objects.bulk_update(resized, ["size"])
    return sets
