"""What can be done to resources. Each checks its permission, is atomic, and leaves an entry in the
log; news for the contexts above and the search index goes out with the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.validators import slug_re
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.describing import TEXTS, Incoming, Outcome, write_descriptions
from armillary.catalogue.enums import KIND, ResourceState
from armillary.catalogue.errors import InvalidFact
from armillary.catalogue.facts import checked_facts
from armillary.catalogue.filling import Filling, Fillings, write_fillings
from armillary.catalogue.gathering import gathered_resources, read_gathering
from armillary.catalogue.keys import add_keys
from armillary.catalogue.merging.operations import Why, merge_resources, undo_merge
from armillary.catalogue.models import Collection, CollectionItem, Resource
from armillary.catalogue.provenance import from_curator
from armillary.catalogue.queries import chunks, places_in, standing, standing_ids
from armillary.catalogue.signals import (
    collections_restated,
    resources_described,
    resources_restated,
)
from armillary.core.clock import now
from armillary.core.errors import Conflict, InvalidInput, require
from armillary.core.texts import TranslatedText
from armillary.formats.description import Description
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.operations import note_changes

__all__ = ["Filling", "Incoming", "Outcome", "Why", "merge_resources", "undo_merge"]

STREAM = "catalogue"


@transaction.atomic
def describe_resources(incoming: Sequence[Incoming], *, by: Actor) -> list[Outcome]:
    """Store what records say, in bulk. Locked fields stay. The caller logs the batch as one."""
    require(rules.may_describe(by))
    outcomes = write_descriptions(incoming)
    changed = [outcome for outcome in outcomes if outcome.change != "unchanged"]
    _announce_described(
        [outcome.resource_id for outcome in changed],
        findable=[outcome.resource_id for outcome in changed if outcome.is_listed],
    )
    return outcomes


@transaction.atomic
def fill_gaps(guessed: Mapping[int, Fillings], *, by: Actor) -> list[int]:
    """Fill fields of which nobody says anything with a machine's guesses, in bulk; the ids of the
    resources that changed. The caller logs the batch as one."""
    require(rules.may_describe(by))
    changed = write_fillings(guessed)
    listed = Resource.objects.filter(pk__in=changed, state=ResourceState.LISTED, alias_of=None)
    _announce_described(changed, findable=list(listed.values_list("pk", flat=True)))
    return changed


@transaction.atomic
def edit_resource(resource: Resource, *, changes: Description, by: Actor) -> Resource:
    """A curator's own values. They are locked against every later harvest."""
    require(rules.may_edit(by))
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    for name, value in checked_facts(changes).items():
        _set_field(row, name, value)
        row.provenance[name] = from_curator(by.actor_id)
        row.unknown.pop(name, None)
    if not row.titles:
        raise InvalidFact(_("A resource needs a title in at least one language."))
    _save_changed(row)
    if "addresses" in changes:
        add_keys(row.pk, row.facts.get("addresses", []))
    write_log(STREAM, "edit-resource", by=by, on=row.public_id, fields=sorted(changes))
    return row


def _set_field(row: Resource, name: str, value: Any) -> None:
    if name in TEXTS:
        setattr(row, name, TranslatedText.written(value))
    elif value in (None, "", [], {}):
        row.facts.pop(name, None)
    else:
        row.facts[name] = value


@transaction.atomic
def unlock_field(resource: Resource, field: str, *, by: Actor) -> Resource:
    """Give a field back to the sources: the next harvest may change it."""
    require(rules.may_edit(by))
    row = Resource.objects.select_for_update().get(pk=resource.pk)
    if not row.provenance.get(field, {}).get("locked"):
        raise Conflict(_("This field is not locked."))
    row.provenance[field]["locked"] = False
    row.save(update_fields=["provenance", "changed_at"])
    write_log(STREAM, "unlock-field", by=by, on=row.public_id, field=field)
    return row


def _save_changed(row: Resource) -> None:
    row.datestamp = now()
    row.save()
    _announce_described([row.pk], findable=[row.pk])


def _announce_described(ids: list[int], *, findable: list[int]) -> None:
    """The index need not hear of the candidates of a harvest: it does when they are listed."""
    if ids:
        note_changes(KIND, findable)
        resources_described.send(sender=Resource, ids=ids)


@transaction.atomic
def list_resources(ids: Sequence[int], *, by: Actor, reason: str = "") -> list[int]:
    """Candidates become listed. Returns those that were candidates until now."""
    require(rules.may_decide(by))
    return _restate(ids, ResourceState.CANDIDATE, ResourceState.LISTED, by=by, reason=reason)


@transaction.atomic
def withdraw_resources(ids: Sequence[int], *, by: Actor, reason: str) -> list[int]:
    """Listed resources and candidates become tombstones that say why."""
    require(rules.may_decide(by))
    gone = _restate(ids, ResourceState.LISTED, ResourceState.WITHDRAWN, by=by, reason=reason)
    return gone + _restate(
        ids, ResourceState.CANDIDATE, ResourceState.WITHDRAWN, by=by, reason=reason
    )


@transaction.atomic
def reopen_resources(ids: Sequence[int], *, by: Actor, reason: str = "") -> list[int]:
    """Tombstones become candidates again."""
    require(rules.may_decide(by))
    return _restate(ids, ResourceState.WITHDRAWN, ResourceState.CANDIDATE, by=by, reason=reason)


@transaction.atomic
def unlist_resources(ids: Sequence[int], *, by: Actor, reason: str = "") -> list[int]:
    """Listed resources wait for a decision again; to the outside they are gone meanwhile."""
    require(rules.may_decide(by))
    return _restate(ids, ResourceState.LISTED, ResourceState.CANDIDATE, by=by, reason=reason)


def _restate(
    ids: Sequence[int], old: ResourceState, new: ResourceState, *, by: Actor, reason: str
) -> list[int]:
    moment = now()
    values: dict[str, Any] = {"state": new, "datestamp": moment, "reason": reason}
    if new == ResourceState.LISTED:
        values["listed_at"] = moment
    changed: list[int] = []
    for part in chunks(list(ids)):
        rows = Resource.objects.select_for_update().filter(pk__in=part, state=old)
        here = list(rows.order_by("pk").values_list("pk", flat=True))
        Resource.objects.filter(pk__in=here, state=old).update(**values, changed_at=moment)
        changed += here
    if changed:
        _announce_restated(changed)
        _log_restated(changed, new, by=by, reason=reason)
    return changed


def _log_restated(ids: list[int], new: ResourceState, *, by: Actor, reason: str) -> None:
    """One entry per decision: whatever is restated together was decided together."""
    publics: list[str] = []
    for part in chunks(ids):
        publics += Resource.objects.filter(pk__in=part).values_list("public_id", flat=True)
    only = publics[0] if len(publics) == 1 else ""
    write_log(STREAM, f"state-{new.value}", by=by, on=only, resources=publics, reason=reason)


def _announce_restated(ids: list[int]) -> None:
    note_changes(KIND, ids)
    resources_restated.send(sender=Resource, ids=ids)


@transaction.atomic
def create_collection(
    slug: str, *, title: TranslatedText, introduction: TranslatedText | None = None, by: Actor
) -> Collection:
    require(rules.may_edit(by))
    if not slug_re.match(slug):
        raise InvalidInput(_("Use letters, digits and hyphens only for the name in the address."))
    if Collection.objects.filter(slug=slug).exists():
        raise Conflict(_("There is already a collection with this name."))
    _require_title(title)
    collection = Collection.objects.create(
        slug=slug, title=title, introduction=introduction or TranslatedText()
    )
    write_log(STREAM, "create-collection", by=by, on=collection.public_id)
    return collection


def _require_title(title: TranslatedText) -> None:
    if not title:
        raise InvalidInput(_("A collection needs a title in at least one language."))


@transaction.atomic
def gather_collection(document: Mapping[str, Any], *, by: Actor) -> Collection:
    """Create, fill and publish what `document` says (see `gathering`); a collection that has its
    name already stays as it is."""
    require(rules.may_edit(by))
    wanted = read_gathering(document)
    known = Collection.objects.filter(slug=wanted.slug).first()
    if known is not None:
        return known
    collection = create_collection(
        wanted.slug, title=wanted.title, introduction=wanted.introduction, by=by
    )
    _fill_collection(collection, gathered_resources(wanted), by=by)
    publish_collection(collection, by=by)
    collection.refresh_from_db()
    return collection


def _fill_collection(collection: Collection, resources: list[Resource], *, by: Actor) -> None:
    if not resources:
        raise InvalidInput(
            _(
                "Nothing was found for “%(slug)s”. Change its filters, or name resources by their id."
            )
            % {"slug": collection.slug}
        )
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, resource=resource, position=position)
        for position, resource in enumerate(resources, start=1)
    )
    publics = [resource.public_id for resource in resources]
    write_log(STREAM, "gather-collection", by=by, on=collection.public_id, resources=publics)


@transaction.atomic
def edit_collection(
    collection: Collection, *, title: TranslatedText, introduction: TranslatedText, by: Actor
) -> Collection:
    """Other words for it; the name in its address stays, since others have linked to it."""
    require(rules.may_edit_collection(by, collection))
    _require_title(title)
    row = Collection.objects.select_for_update().get(pk=collection.pk)
    if (row.title, row.introduction) != (title, introduction):
        row.title, row.introduction = title, introduction
        row.save(update_fields=["title", "introduction", "changed_at"])
        write_log(STREAM, "edit-collection", by=by, on=row.public_id)
    return row


@transaction.atomic
def add_to_collection(
    collection: Collection,
    resource: Resource,
    *,
    by: Actor,
    note: TranslatedText | None = None,
) -> CollectionItem:
    """Put a resource at the end of a collection; one that is there already stays where it is."""
    require(rules.may_edit_collection(by, collection))
    places = _places_of(collection, resource)
    if places:
        return places[0]
    last = collection.items.aggregate(last=Max("position"))["last"] or 0
    item = collection.items.create(
        resource=standing(resource), position=last + 1, note=note or TranslatedText()
    )
    facts = {"resource": item.resource.public_id}
    write_log(STREAM, "add-to-collection", by=by, on=collection.public_id, **facts)
    _announce_collected(collection, item.resource_id)
    return item


def _places_of(collection: Collection, resource: Resource) -> list[CollectionItem]:
    """Where a resource is in a collection, also under the id of one that was merged into it."""
    return places_in(collection).get(standing(resource), [])


@transaction.atomic
def move_in_collection(collection: Collection, resource: Resource, *, up: bool, by: Actor) -> None:
    """Change places with the neighbour above or below; at the end of the list nothing happens."""
    require(rules.may_edit_collection(by, collection))
    row = Collection.objects.select_for_update().get(pk=collection.pk)
    places, moved = places_in(row), standing(resource)
    if moved not in places:
        raise Conflict(_("This resource is not in the collection any more."))
    order = list(places)
    here = order.index(moved)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    _renumber([item for each in order for item in places[each]])
    facts = {"resource": moved.public_id, "up": up}
    write_log(STREAM, "move-in-collection", by=by, on=row.public_id, **facts)


def _renumber(items: Sequence[CollectionItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
    CollectionItem.objects.bulk_update(items, ["position"], batch_size=200)


@transaction.atomic
def remove_from_collection(collection: Collection, resource: Resource, *, by: Actor) -> None:
    require(rules.may_edit_collection(by, collection))
    places = _places_of(collection, resource)
    for item in places:
        item.delete()
    if places:
        facts = {"resource": resource.public_id}
        write_log(STREAM, "remove-from-collection", by=by, on=collection.public_id, **facts)
        _announce_collected(collection, *(item.resource_id for item in places))


@transaction.atomic
def publish_collection(collection: Collection, *, by: Actor) -> None:
    require(rules.may_edit_collection(by, collection))
    if Collection.objects.filter(pk=collection.pk, is_published=False).update(is_published=True):
        write_log(STREAM, "publish-collection", by=by, on=collection.public_id)
        _announce_collected(collection)


@transaction.atomic
def unpublish_collection(collection: Collection, *, by: Actor) -> None:
    """Readers no longer see it; nothing of it is lost."""
    require(rules.may_edit_collection(by, collection))
    if Collection.objects.filter(pk=collection.pk, is_published=True).update(is_published=False):
        write_log(STREAM, "unpublish-collection", by=by, on=collection.public_id)
        _announce_collected(collection)


def _announce_collected(collection: Collection, *ids: int) -> None:
    """That these, or all that are in it, are in other published collections now."""
    if ids and not Collection.objects.filter(pk=collection.pk, is_published=True).exists():
        return
    concerned = ids or collection.items.order_by("pk").values_list("resource_id", flat=True)
    tops = sorted(set(standing_ids(concerned).values()))
    collections_restated.send(sender=Collection, ids=tops)
