"""News from the catalogue: whatever was described or restated may look different to the outside, and so
may what was reviewed or collected."""

from typing import Any

from django.dispatch import receiver

from armillary.catalogue.queries import chunks
from armillary.catalogue.signals import (
    collections_restated,
    resources_described,
    resources_restated,
    resources_touched,
)
from armillary.core.tasks import enqueue_for_each
from armillary.dissemination.interfaces.tasks import refresh_records

MOST = 1000  # ids of one task


@receiver([resources_described, resources_restated, resources_touched, collections_restated])
def refresh_what_changed(sender: Any, ids: list[int], **_: Any) -> None:
    enqueue_for_each(refresh_records, chunks(ids, MOST))
