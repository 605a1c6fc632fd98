"""Let records speak anew when resources have become one, or have parted: together for the one that
stands, and afterwards each for its own. What a merge brought in goes with whom it belongs to."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from armillary.catalogue.keys import stored_keys
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import IdentityKey, Merge
from armillary.catalogue.queries import chunks, standing_ids
from armillary.core.errors import require
from armillary.formats.describe import Described
from armillary.harvest import rules
from armillary.harvest.describing import Describer
from armillary.harvest.models import Record
from armillary.harvest.speaking import Speakers
from armillary.people.actors import Actor


@transaction.atomic
def hear_together(merge: Merge, *, by: Actor) -> None:
    """Describe the resource that stands from the records of both; done twice, nothing changes."""
    require(rules.may_describe(by))
    if merge.undone_at is None:
        Speakers(Describer(), by=by).hear_again([merge.kept_id])


@transaction.atomic
def hear_apart(merge: Merge, *, by: Actor) -> None:
    """Describe each of two that were parted from its own records, as they are now. Records and keys
    that came while they were one go to the one that they would have come to."""
    require(rules.may_describe(by))
    tops = standing_ids([merge.kept_id, merge.absorbed_id])
    kept, absorbed = tops[merge.kept_id], tops[merge.absorbed_id]
    if merge.undone_at is None or kept == absorbed:
        return
    speakers = Speakers(Describer(), by=by)
    families = family_below([kept]), family_below([absorbed])
    _move_records(merge, *families, speakers)
    _move_keys(merge, *families, speakers)
    speakers.hear_again([kept, absorbed])


def _move_records(merge: Merge, kept: set[int], absorbed: set[int], speakers: Speakers) -> None:
    """Records that came since and are known by what only the absorbed one was known by."""
    came = Record.objects.filter(resource_id__in=kept, created_at__gte=merge.created_at)
    for record, described in _read(came, speakers):
        owners = _owners(described.keys, until=merge.keys_until)
        if owners & absorbed and not owners & kept:
            Record.objects.filter(pk=record.pk).update(resource_id=merge.absorbed_id)


def _owners(keys: Iterable[str], *, until: int) -> set[int]:
    """Who had these keys at the time of the merge."""
    rows = IdentityKey.objects.filter(key__in=stored_keys(keys), pk__lte=until)
    return set(rows.values_list("resource_id", flat=True))


def _move_keys(merge: Merge, kept: set[int], absorbed: set[int], speakers: Speakers) -> None:
    """Keys that came since and that only records of the absorbed one state."""
    theirs = _stated(absorbed, speakers) - _stated(kept, speakers)
    for part in chunks(sorted(theirs)):
        fresh = IdentityKey.objects.filter(key__in=part, resource_id__in=kept)
        fresh.filter(pk__gt=merge.keys_until).update(resource_id=merge.absorbed_id)


def _stated(family: set[int], speakers: Speakers) -> set[str]:
    live = Record.objects.filter(resource_id__in=family)
    return {key for _record, said in _read(live, speakers) for key in stored_keys(said.keys)}


def _read(records: QuerySet[Record], speakers: Speakers) -> Iterator[tuple[Record, Described]]:
    """Those that are there still and can be read."""
    for record in records.filter(is_deleted=False).order_by("pk"):
        if (described := speakers.described(record)) is not None:
            yield record, described
