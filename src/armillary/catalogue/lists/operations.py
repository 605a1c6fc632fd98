"""What can be done with the lists of a member. A list is written as a whole, so that every door sends
the same thing and doing it twice changes nothing. The log tells of what readers see, not of what
somebody keeps for themselves."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.errors import InvalidList
from armillary.catalogue.lists.entries import Entry, checked_entries, checked_title
from armillary.catalogue.lists.queries import offered_resources
from armillary.catalogue.models import ReadingList, ReadingListEntry, Resource
from armillary.catalogue.queries import no_such_resource
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.people.models import Person

STREAM = "catalogue"
MOST_LISTS = 200  # of one member


@transaction.atomic
def make_list(
    title: str, *, entries: Sequence[Entry] = (), owner: Person, by: Actor
) -> ReadingList:
    """A list that only its owner sees. Raises `InvalidList`, and `NoSuchResource` for an entry that
    is not offered."""
    require(rules.may_keep_lists(by, owner))
    if ReadingList.objects.filter(owner=owner).count() >= MOST_LISTS:
        raise InvalidList(
            _("You have %(most)d lists already. Delete one that you no longer need.")
            % {"most": MOST_LISTS}
        )
    made = ReadingList.objects.create(owner=owner, title=checked_title(title))
    _write_entries(made, entries)
    return made


@transaction.atomic
def change_list(
    found: ReadingList, *, title: str, entries: Sequence[Entry], by: Actor
) -> ReadingList:
    """Another title and other entries in place of all there were. What is on the list already may
    stay though it is not offered now; nothing else of the kind comes in."""
    require(rules.may_edit_list(by, found))
    row = ReadingList.objects.select_for_update().get(pk=found.pk)
    row.title = checked_title(title)
    _write_entries(row, entries)
    row.save(update_fields=["title", "changed_at"])
    return row


def _write_entries(row: ReadingList, entries: Sequence[Entry]) -> None:
    wanted = checked_entries(entries)
    known = _resources(row, [entry.resource for entry in wanted])
    row.entries.all().delete()
    # Two that were merged since are one place, the first of the two.
    places = {known[entry.resource].pk: entry for entry in reversed(wanted)}
    in_order = [entry for entry in wanted if places[known[entry.resource].pk] is entry]
    ReadingListEntry.objects.bulk_create(
        ReadingListEntry(
            reading_list=row,
            resource=known[entry.resource],
            position=position,
            note=entry.note,
            minutes=entry.minutes,
        )
        for position, entry in enumerate(in_order, start=1)
    )


def _resources(row: ReadingList, public_ids: Sequence[str]) -> dict[str, Resource]:
    """By public id. Raises `NoSuchResource`."""
    kept = {
        each.resource.public_id: each.resource for each in row.entries.select_related("resource")
    }
    known = kept | offered_resources(public_ids)
    if not set(public_ids) <= set(known):
        raise no_such_resource()
    return known


@transaction.atomic
def publish_list(found: ReadingList, *, by: Actor) -> None:
    """Whoever has the address may read it from now on."""
    require(rules.may_edit_list(by, found))
    if _set_published(found, is_published=True):
        write_log(STREAM, "publish-list", by=by, on=found.public_id)


@transaction.atomic
def unpublish_list(found: ReadingList, *, by: Actor) -> None:
    """Only its owner sees it from now on; curators may do this to what should not be read here."""
    require(rules.may_unpublish_list(by, found))
    if _set_published(found, is_published=False):
        write_log(STREAM, "unpublish-list", by=by, on=found.public_id)


def _set_published(found: ReadingList, *, is_published: bool) -> bool:
    """False where it was so before."""
    rows = ReadingList.objects.filter(pk=found.pk, is_published=not is_published)
    changed = rows.update(is_published=is_published, changed_at=now())
    found.refresh_from_db()
    return bool(changed)


@transaction.atomic
def delete_list(found: ReadingList, *, by: Actor) -> None:
    """For good: what a member keeps for themselves leaves nothing behind."""
    require(rules.may_edit_list(by, found))
    if found.is_published:
        write_log(STREAM, "delete-list", by=by, on=found.public_id)
    found.delete()
