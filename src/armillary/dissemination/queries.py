"""What is stored for harvesters: pages of a list, sets, and how far the list can be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import published_collections
from armillary.core.clock import now
from armillary.dissemination.models import OaiClock, OaiMembership, OaiRecord, OaiRefresh, OaiSet
from armillary.dissemination.sets import (
    COLLECTION,
    NOT_REVIEWED,
    REVIEW,
    REVIEWED,
    SOURCE,
    SUBJECT,
    collection_spec,
    language_set_name,
    named_sets,
    source_spec,
)
from armillary.harvest.queries import source_titles

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A refresh older than this was lost with its machine; live ones take seconds.
LOST_AFTER = timedelta(minutes=15)
STORED = ("header", "oai_dc", "about", "resource")  # what a row is made of, behind its position


class Row(NamedTuple):
    """One record of a page, in UTF-8; `metadata` is empty for a tombstone."""

    position: int
    header: bytes
    metadata: bytes
    about: bytes
    resource: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Records from one position to another, both included, of one set or of all."""

    first: int
    last: int | None
    set_id: int | None = None

    def after(self, position: int) -> "Selection":
        return Selection(max(self.first, position + 1), self.last, self.set_id)

    def up_to(self, position: int) -> "Selection":
        last = position if self.last is None else min(self.last, position)
        return Selection(self.first, last, self.set_id)


def settled_moment() -> datetime:
    """The latest moment up to which every change is visible: now, or before the oldest refresh
    under way. A harvester that comes back with it as `from` misses nothing, though records are
    committed later than they are stamped; several hosts have to keep one time. Must be asked before
    the records are read."""
    moment = now()
    running = OaiRefresh.objects.filter(started_at__gt=moment - LOST_AFTER)
    oldest = running.order_by("started_at").values_list("started_at", flat=True).first()
    return min(moment, oldest) if oldest else moment


def selection(spec: str, start: datetime | None, end: datetime | None) -> Selection | None:
    """The records that a list is made of; None if there can be none."""
    set_id = OaiSet.objects.filter(spec=spec).values_list("id", flat=True).first() if spec else None
    if spec and set_id is None:
        return None
    first = _first_position(start) if start else 1
    last = _last_position(end) if end else None
    if first is None or (end and last is None):
        return None
    return Selection(first, last, set_id)


def _first_position(start: datetime) -> int | None:
    rows = OaiRecord.objects.filter(datestamp__gte=start).order_by("datestamp", "position")
    return rows.values_list("position", flat=True).first()


def _last_position(end: datetime) -> int | None:
    rows = OaiRecord.objects.filter(datestamp__lte=end).order_by("-datestamp", "-position")
    return rows.values_list("position", flat=True).first()


def list_size(chosen: Selection) -> int:
    """How many records a list has. Of everything and of a whole set the number is kept; of a part,
    what is inside is counted or what is outside, whichever looks shorter."""
    clock = OaiClock.objects.first()
    if clock is None:
        return 0
    last = clock.position if chosen.last is None else chosen.last
    if last - chosen.first < clock.position / 2:
        return _positions(chosen).count()
    whole = clock.size if chosen.set_id is None else OaiSet.objects.get(pk=chosen.set_id).size
    before = Selection(1, chosen.first - 1, chosen.set_id)
    after = Selection(last + 1, None, chosen.set_id)
    return whole - sum(_positions(part).count() for part in (before, after))


def page(chosen: Selection, *, limit: int, backwards: bool = False) -> list[Row]:
    """The first records of a selection in the order of change, or its last ones."""
    rows = _positions(chosen).order_by("-position" if backwards else "position")
    record = "" if chosen.set_id is None else "record__"
    stored = (f"{record}{name}" for name in STORED)
    return list(map(Row._make, rows.values_list("position", *stored)[:limit]))


def _positions(chosen: Selection) -> "QuerySet[OaiRecord] | QuerySet[OaiMembership]":
    window = {"position__gte": chosen.first}
    if chosen.last is not None:
        window["position__lte"] = chosen.last
    if chosen.set_id is None:
        return OaiRecord.objects.filter(**window)
    return OaiMembership.objects.filter(set_id=chosen.set_id, **window)


def stored_record(public_id: str) -> Row | None:
    rows = OaiRecord.objects.filter(resource__public_id=public_id)
    values = rows.values_list("position", *STORED).first()
    return Row._make(values) if values else None


def earliest_datestamp() -> datetime | None:
    rows = OaiRecord.objects.order_by("datestamp", "position")
    return rows.values_list("datestamp", flat=True).first()


def sets() -> Iterator[tuple[str, str]]:
    """Spec and name of every set: all subjects, and of the others those that have records."""
    yield from named_sets()
    others = OaiSet.objects.filter(size__gt=0).exclude(spec__startswith=SUBJECT).order_by("spec")
    names = _names()
    for spec in others.values_list("spec", flat=True):
        yield spec, names.get(spec) or language_set_name(spec)


def _names() -> dict[str, str]:
    """In English, as far as somebody has given one, or in the language they wrote."""
    named = {COLLECTION: "Collections", SOURCE: "Sources", REVIEW: "Peer review"}
    named |= {REVIEWED: "Reviewed by peers", NOT_REVIEWED: "Not reviewed yet"}
    for collection in published_collections():
        named[collection_spec(collection.slug)] = collection.title.read("en")
    for name, title in source_titles().items():
        named[source_spec(name)] = title
    return named


def newest_resources(*, specs: list[str], count: int) -> list[Resource]:
    """The resources listed last that are in every one of the sets, newest first. One that was
    withdrawn a moment ago is left out, though its record has not been refreshed yet."""
    if not specs:
        rows = OaiRecord.objects.filter(listed_at__isnull=False).select_related("resource")
        newest = [row.resource for row in rows.order_by("-listed_at", "-resource")[:count]]
    else:
        newest = [member.record.resource for member in _newest_members(*specs)[:count]]
    return [resource for resource in newest if resource.is_listed]


def _newest_members(spec: str, *others: str) -> "QuerySet[OaiMembership]":
    members = OaiMembership.objects.filter(set__spec=spec, listed_at__isnull=False)
    for other in others:
        members = members.filter(record__memberships__set__spec=other)
    return members.select_related("record__resource").order_by("-listed_at", "-record")


@dataclass(frozen=True, slots=True)
class Status:
    """Figures for whoever watches over an installation."""

    records: int
    tombstones: int
    sets: int
    last_change: datetime | None
    refreshes_under_way: int


def status() -> Status:
    clock = OaiClock.objects.first()
    return Status(
        records=OaiRecord.objects.filter(is_deleted=False).count(),
        tombstones=OaiRecord.objects.filter(is_deleted=True).count(),
        sets=OaiSet.objects.filter(size__gt=0).count(),
        last_change=clock.datestamp if clock else None,
        refreshes_under_way=OaiRefresh.objects.count(),
    )


def last_change() -> tuple[int, datetime | None]:
    """Position and datestamp of the last change: it tells whether anything derived is still good."""
    clock = OaiClock.objects.first()
    return (clock.position, clock.datestamp) if clock else (0, None)
