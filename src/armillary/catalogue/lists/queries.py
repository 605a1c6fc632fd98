"""Lists as their owners and their readers see them. What is not offered now is an entry without a
resource: whether it was withdrawn, waits for a decision or never was looks the same from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.errors import NoSuchList
from armillary.catalogue.lists.entries import Entry, is_public_id
from armillary.catalogue.models import ReadingList, Resource
from armillary.catalogue.queries import chunks, standing_ids
from armillary.people.actors import Actor
from armillary.people.models import Person


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry and what may be shown of its resource: nothing where it is not offered."""

    entry: Entry
    resource: Resource | None


def shown_entries(entries: Sequence[Entry]) -> list[ShownEntry]:
    """In their order; two whose resources were merged since are shown once. A fixed number of
    queries, however many there are."""
    offered = offered_resources([entry.resource for entry in entries])
    rows: list[ShownEntry] = []
    seen: set[int] = set()
    for entry in entries:
        resource = offered.get(entry.resource)
        if resource is not None and resource.pk in seen:
            continue
        if resource is not None:
            seen.add(resource.pk)
        rows.append(ShownEntry(entry, resource))
    return rows


def offered_resources(public_ids: Sequence[str]) -> dict[str, Resource]:
    """Public id → the listed resource that stands for it; the others are left out."""
    numbers: dict[str, int] = {}
    for part in chunks([stated for stated in public_ids if is_public_id(stated)]):
        rows = Resource.objects.filter(public_id__in=part)
        numbers |= dict(rows.values_list("public_id", "pk"))
    tops = standing_ids(numbers.values())
    resources = Resource.objects.in_bulk(list(set(tops.values())))
    found = {public_id: resources[tops[number]] for public_id, number in numbers.items()}
    return {public_id: resource for public_id, resource in found.items() if resource.is_listed}


def list_by_public_id(public_id: str, *, by: Actor) -> ReadingList:
    """A list that `by` may see. Raises `NoSuchList`, also for somebody else's own list: that there
    is one is nobody's business."""
    rows = ReadingList.objects.select_related("owner")
    found = rows.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None or not rules.may_see_list(by, found):
        raise NoSuchList(_("There is no list at this address, or it is not open to you."))
    return found


def lists_of(person: Person) -> list[ReadingList]:
    """Each with its `entry_count`, the one that changed last first."""
    return list(_counted(ReadingList.objects.filter(owner=person)))


def published_lists() -> QuerySet[ReadingList]:
    """Each with its `entry_count`, for whoever looks after the site."""
    return _counted(ReadingList.objects.filter(is_published=True))


def _counted(rows: QuerySet[ReadingList]) -> QuerySet[ReadingList]:
    return rows.annotate(entry_count=Count("entries")).order_by("-changed_at", "-pk")


def entries_of(found: ReadingList) -> list[Entry]:
    """Everything on a list in its order, also what is not offered now."""
    rows = found.entries.values_list("resource__public_id", "note", "minutes")
    return [Entry(*row) for row in rows]
