"""A resource is unavailable when the address that readers are sent to is lost and no other address of
it answers. The catalogue holds the word; here it is found out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from armillary.catalogue.availability import call_available, call_unavailable
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.evaluation.enums import LinkRole, Standing
from armillary.evaluation.models import LinkUse
from armillary.people.actors import Actor

ANSWERING: Final = frozenset({Standing.GOOD, Standing.MOVED, Standing.RESPELT})


def restate_availability(ids: Sequence[int], *, by: Actor) -> None:
    """Call inside the transaction that has changed links of these resources."""
    for part in chunks(ids):
        lost = _lost(part)
        call_unavailable(lost, by=by)
        call_available([number for number in part if number not in lost], by=by)


def _lost(ids: Collection[int]) -> dict[int, datetime]:
    """Resource → since when it cannot be opened."""
    rows = LinkUse.objects.filter(resource_id__in=ids)
    since: dict[int, datetime] = {}
    answering: set[int] = set()
    columns = ("resource_id", "role", "link__standing", "link__missed_since")
    for number, role, standing, missed_since in rows.values_list(*columns):
        if standing in ANSWERING:
            answering.add(number)
        elif role == LinkRole.MAIN and standing == Standing.BROKEN:
            since[number] = missed_since or now()
    return {number: moment for number, moment in since.items() if number not in answering}
