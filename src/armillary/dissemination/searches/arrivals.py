"""Number resources in the order in which they can first be found.

The day of listing cannot tell what is new: a transaction commits later than it stamps, the index lags
behind the database by seconds or, for a document that cannot be built, by days, and a resource that
is unlisted and listed again has a new day. So every resource gets a number, once and for good, after
it is listed *and* out of the search's outbox. Numbers are given under the lock of the stored records,
so that they are committed in their order: whoever was told up to a number has missed nothing below
it, and nothing ever comes twice.
"""

from django.db import transaction
from django.db.models import QuerySet

from armillary.catalogue.enums import KIND, ResourceState
from armillary.core.errors import require
from armillary.dissemination import rules
from armillary.dissemination.models import OaiClock, OaiRecord
from armillary.people.actors import Actor
from armillary.search.models import Change

BATCH = 1_000  # records under one lock


def note_arrivals(*, by: Actor) -> int:
    """Number what can be found since the last time; answer how many. Doing it twice does nothing
    more."""
    require(rules.may_refresh(by))
    return number_arrivals()


def number_arrivals() -> int:
    """For operations that have checked who asks."""
    noted = 0
    while _not_arrived().exists():
        noted += (more := _number_some())
        if more < BATCH:
            break
    return noted


@transaction.atomic
def _number_some() -> int:
    clock = OaiClock.objects.select_for_update().filter(pk=1).first()
    if clock is None:
        return 0
    fresh = list(_not_arrived().only("pk").order_by("listed_at", "pk")[:BATCH])
    for number, record in enumerate(fresh, clock.arrivals + 1):
        record.arrival = number
    OaiRecord.objects.bulk_update(fresh, ["arrival"])
    OaiClock.objects.filter(pk=1).update(arrivals=clock.arrivals + len(fresh))
    return len(fresh)


def _not_arrived() -> QuerySet[OaiRecord]:
    """Listed, and in the index: its changes are taken out of the outbox once the index has them."""
    waiting = Change.objects.filter(kind=KIND).values("object_id")
    rows = OaiRecord.objects.filter(arrival=None, is_deleted=False)
    return rows.exclude(pk__in=waiting)


def latest_arrival() -> int:
    return OaiClock.objects.values_list("arrivals", flat=True).first() or 0


def newcomers(*, after: int, up_to: int) -> list[int]:
    """Ids of what arrived between two numbers and is still listed, the latest first."""
    arrived = OaiRecord.objects.filter(arrival__gt=after, arrival__lte=up_to)
    listed = arrived.filter(resource__state=ResourceState.LISTED, resource__alias_of=None)
    return list(listed.order_by("-arrival").values_list("pk", flat=True))
