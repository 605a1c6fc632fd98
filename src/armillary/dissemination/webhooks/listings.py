"""Note at which position a resource was first seen as listed, so that what is new can be told from what
changed: by every webhook, however late it comes.

A stored record moves on with every change, and leaves no trace where it stood before. Listings stay:
one is noted when a pass through the records meets one that is listed since another day than was known,
and passes go one after the other from where the last one ended, so that listings only ever come at the
end of their order. Whoever reads them in it misses none, though records move meanwhile.
"""

from typing import Final

from django.db import connection, transaction

from armillary.dissemination.models import OaiRecord
from armillary.dissemination.queries import last_change
from armillary.dissemination.webhooks.models import Listing, ListingClock, Webhook

BATCH: Final = 1_000  # records under one lock


def note_listings() -> int:
    """Note what has come since the last pass; answer the position up to which all is noted. While there
    is no webhook, there is nothing to be told apart, and nothing is done."""
    up_to = last_change()[0]
    if not Webhook.objects.exists():
        return up_to
    while (noted := _note_some(up_to)) < up_to:
        pass
    return noted


@transaction.atomic
def _note_some(up_to: int) -> int:
    clock = _locked_clock()
    window = OaiRecord.objects.filter(position__gt=clock.position, position__lte=up_to)
    records = list(window.only("position", "listed_at").order_by("position")[:BATCH])
    known = dict(Listing.objects.filter(pk__in=records).values_list("pk", "listed_at"))
    Listing.objects.bulk_create(
        [
            Listing(record_id=record.pk, position=record.position, listed_at=record.listed_at)
            for record in records
            if record.listed_at and known.get(record.pk) != record.listed_at
        ],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["position", "listed_at"],
    )
    is_last = len(records) < BATCH
    clock.position = max(clock.position, up_to if is_last else records[-1].position)
    clock.save()
    return clock.position


@transaction.atomic
def begin_noting() -> int:
    """Before the first webhook: whatever is listed is no news to it. One statement, which takes seconds
    for a million records. Answers the position up to which all is noted."""
    clock = _locked_clock()
    clock.position = last_change()[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dissemination_listing (record_id, position, listed_at) "
            "SELECT resource_id, position, listed_at FROM dissemination_oairecord "
            "WHERE listed_at IS NOT NULL AND position <= %s "
            "ON CONFLICT (record_id) DO UPDATE "
            "SET position = excluded.position, listed_at = excluded.listed_at",
            [clock.position],
        )
    clock.save()
    return clock.position


def _locked_clock() -> ListingClock:
    ListingClock.objects.get_or_create(pk=1)
    return ListingClock.objects.select_for_update().get(pk=1)
