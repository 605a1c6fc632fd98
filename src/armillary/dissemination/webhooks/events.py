"""Which events lie behind a position, in the order in which harvesters see them.

What is told is how a resource stands when it is told, not how it stood when its record was written:
one that was listed and taken back meanwhile is told of as withdrawn, and one that changed ten times
is told of once. A record that has not caught up with its resource has another position soon, and is
told of again then.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from armillary.catalogue.models import Resource
from armillary.dissemination.changes import standings
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.models import Listing

TYPES = {"withdrawn": EventType.WITHDRAWN, "merged": EventType.MERGED}


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a resource; `facts` are those of `/changes`, less its description."""

    position: int
    resource_id: int
    is_new: bool
    at: datetime
    facts: dict[str, Any]

    @property
    def type(self) -> EventType:
        listed = EventType.LISTED if self.is_new else EventType.CHANGED
        return TYPES.get(self.facts["state"], listed)

    @property
    def body(self) -> bytes:
        return message_body(self.type, self.at, self.facts)


def message_body(kind: str, at: datetime, facts: dict[str, Any]) -> bytes:
    timestamp = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    document = {"type": kind, "timestamp": timestamp, "data": facts}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def events_behind(position: int, *, up_to: int, limit: int) -> list[Event]:
    """The next ones of all kinds, up to a position to which listings are noted. Where a record still
    stands as it was first listed, there is one event and not two."""
    window = {"position__gt": position, "position__lte": up_to}
    listings = Listing.objects.filter(**window).order_by("position")[:limit]
    records = OaiRecord.objects.filter(**window).order_by("position")[:limit]
    places = {
        place: (number, False, at)
        for place, number, at in records.values_list("position", "pk", "datestamp")
    }
    for listing in listings:
        _number, _is_new, at = places.get(listing.position, (0, True, listing.listed_at))
        places[listing.position] = (listing.pk, True, at)
    nearest = sorted(places)[:limit]
    facts = _facts(places[place][0] for place in nearest)
    return [
        Event(place, number, is_new, at, facts[number])
        for place in nearest
        for number, is_new, at in [places[place]]
    ]


def as_of_now(event: Event) -> Event:
    """The same with how its resource stands at this moment."""
    return replace(event, facts=_facts([event.resource_id])[event.resource_id])


def event_of(resource_id: int, *, at: datetime) -> Event:
    """How a resource stands, as an event of its own, for whoever missed one."""
    return Event(0, resource_id, False, at, _facts([resource_id])[resource_id])


def _facts(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = Resource.objects.defer("facts", "provenance", "unknown").filter(pk__in=set(ids))
    found: Sequence[Resource] = list(rows)
    return standings(found)
