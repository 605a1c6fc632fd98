"""Keep hosts in step with their links: when the next one is due, and how many stand badly."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, Sum

from armillary.catalogue.queries import chunks
from armillary.core.bulk import update_rows
from armillary.evaluation.enums import Standing
from armillary.evaluation.models import Link, LinkHost

COUNTED: Final = {
    Standing.BROKEN.value: "broken",
    Standing.MOVED.value: "moved",
    Standing.DOUBTFUL.value: "doubtful",
}
COLUMNS: Final = ("due_at", "broken", "moved", "doubtful", "affected")


def restate_hosts(ids: Collection[int]) -> None:
    """Call inside the transaction that has changed links of these hosts."""
    for part in chunks(sorted(set(ids))):
        rests = dict(LinkHost.objects.filter(pk__in=part).values_list("pk", "rest_until"))
        due = dict(_due(part))
        counts = _counts(part)
        update_rows(
            LinkHost,
            COLUMNS,
            [(_later(due.get(pk), rest), *counts[pk], pk) for pk, rest in rests.items()],
        )


def _due(ids: Collection[int]) -> list[tuple[int, datetime]]:
    links = Link.objects.filter(host_id__in=ids, due_at__isnull=False)
    return list(
        links.values("host_id").annotate(first=Min("due_at")).values_list("host_id", "first")
    )


def _later(due: datetime | None, rest: datetime | None) -> datetime | None:
    """No link of a host that rests is due before it is rested."""
    return max(due, rest) if due and rest else due


def _counts(ids: Collection[int]) -> dict[int, list[int]]:
    """Host → broken, moved, doubtful, affected."""
    totals = {pk: dict.fromkeys(COLUMNS[1:], 0) for pk in ids}
    used = Link.objects.filter(host_id__in=ids, standing__in=list(COUNTED), uses__gt=0)
    grouped = used.values("host_id", "standing").annotate(links=Count("pk"), times=Sum("uses"))
    for host, standing, links, times in grouped.values_list(
        "host_id", "standing", "links", "times"
    ):
        totals[host][COUNTED[standing]] = links
        if standing == Standing.BROKEN:
            totals[host]["affected"] = times
    return {pk: list(found.values()) for pk, found in totals.items()}
