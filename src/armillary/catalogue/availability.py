"""Say that a resource cannot be opened, or that it can again. It stays listed: nobody has decided
anything, and many come back. The outside sees the difference, so the datestamp changes with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from armillary.catalogue import rules
from armillary.catalogue.enums import KIND, ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

STREAM = "catalogue"


@transaction.atomic
def call_unavailable(since: Mapping[int, datetime], *, by: Actor) -> list[int]:
    """Resource → since when it could not be opened. Answers those of which it was not known."""
    require(rules.may_describe(by))
    known = _ids(sorted(since), Q(unavailable_since=None))
    for moment in sorted({since[number] for number in known}):
        same = [number for number in known if since[number] == moment]
        _restate(same, unavailable_since=moment)
    _log("unavailable", known, by=by)
    return known


@transaction.atomic
def call_available(ids: Sequence[int], *, by: Actor) -> list[int]:
    """They can be opened again. Answers those that were said not to be."""
    require(rules.may_describe(by))
    back = _ids(ids, Q(unavailable_since__isnull=False))
    _restate(back, unavailable_since=None)
    _log("available", back, by=by)
    return back


def _ids(ids: Sequence[int], condition: Q) -> list[int]:
    found: list[int] = []
    for part in chunks(list(ids)):
        rows = Resource.objects.select_for_update().filter(condition, pk__in=part)
        found += rows.order_by("pk").values_list("pk", flat=True)
    return found


def _restate(ids: Sequence[int], *, unavailable_since: datetime | None) -> None:
    moment = now()
    for part in chunks(ids):
        rows = Resource.objects.filter(pk__in=part)
        rows.update(unavailable_since=unavailable_since, changed_at=moment)
        # Of what was never listed nobody outside knows, and candidates wait in order of this.
        rows.filter(listed_at__isnull=False).update(datestamp=moment)
        listed = rows.filter(state=ResourceState.LISTED, alias_of=None)
        note_changes(KIND, list(listed.values_list("pk", flat=True)))


def _log(action: str, ids: Sequence[int], *, by: Actor) -> None:
    """One entry for all that one look at the web has shown."""
    if not ids:
        return
    publics: list[str] = []
    for part in chunks(ids):
        publics += Resource.objects.filter(pk__in=part).values_list("public_id", flat=True)
    only = publics[0] if len(publics) == 1 else ""
    write_log(STREAM, f"call-{action}", by=by, on=only, resources=publics)
