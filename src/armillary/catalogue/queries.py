"""What is in the catalogue. Every read of one resource follows aliases to the one that stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.errors import NoSuchCollection, NoSuchResource
from armillary.catalogue.keys import stored_key
from armillary.catalogue.models import Collection, CollectionItem, IdentityKey, Resource
from armillary.core.bulk import found_rows
from armillary.people.actors import Actor

T = TypeVar("T")

PAGE_OF_RESOURCE = re.compile(r"/resources/([0-9a-z]+)")
BRIEF = "id, public_id, titles, descriptions, facts, unavailable_since"
CHUNK = 900  # below the smallest number of parameters a database takes


def resource_by_public_id(public_id: str) -> Resource:
    """The resource, or the one it was merged into. Raises `NoSuchResource`."""
    return standing(row_by_public_id(public_id))


def row_by_public_id(public_id: str) -> Resource:
    """The resource itself, be it an alias. Raises `NoSuchResource`."""
    resource = Resource.objects.select_related("alias_of").filter(public_id=public_id).first()
    if resource is None:
        raise no_such_resource()
    return resource


def resource_named(stated: str) -> Resource:
    """By its public id or the address of one of its pages. Raises `NoSuchResource`."""
    return resource_by_public_id(public_id_in(stated))


def public_id_in(stated: str) -> str:
    """The public id in the address of a page, or what was stated."""
    found = PAGE_OF_RESOURCE.search(stated)
    return found[1] if found else stated.strip().lower()


def no_such_resource() -> NoSuchResource:
    return NoSuchResource(_("There is no resource with this address. Try the search."))


def standing(resource: Resource) -> Resource:
    """The resource at the end of a chain of aliases."""
    while resource.alias_of is not None:
        resource = resource.alias_of
    return resource


def resources_by_key(keys: Iterable[str]) -> dict[str, int]:
    """Identity key → id of the standing resource that has it; unknown keys are left out."""
    wanted = {stored_key(key): key for key in keys}
    found: dict[str, int] = {}
    for part in chunks(list(wanted)):
        for key, resource in found_rows(IdentityKey, ("key", "resource_id"), "key", part):
            found[wanted[key]] = resource
    standing = standing_ids(found.values())
    return {key: standing[resource] for key, resource in found.items()}


def standing_ids(ids: Iterable[int]) -> dict[int, int]:
    """Each resource → the one that stands for it, which is mostly itself; a question for each link
    of the longest chain."""
    tops = {number: number for number in ids}
    waiting = set(tops.values())
    while waiting:
        up: dict[int, int] = {}
        for part in chunks(sorted(waiting)):
            rows = Resource.objects.filter(pk__in=part, alias_of__isnull=False)
            up |= {pk: alias for pk, alias in rows.values_list("pk", "alias_of_id") if alias}
        tops = {number: up.get(top, top) for number, top in tops.items()}
        waiting = set(up.values())
    return tops


def rows_in_order(ids: Sequence[int]) -> list[Resource]:
    """The resources of `ids` in that order; ids that are gone are left out."""
    return _in_order(Resource.objects.in_bulk(list(ids)), ids)


def brief_rows_in_order(ids: Sequence[int]) -> list[Resource]:
    """The same with what a list of results shows and no more. The question is put by hand, because
    for ten rows the ORM takes three times as long to word it as the database to answer it."""
    if not ids:
        return []
    marks = ",".join(["%s"] * len(ids))
    question = f"SELECT {BRIEF} FROM {Resource._meta.db_table} WHERE id IN ({marks})"  # noqa: S608
    return _in_order({row.pk: row for row in Resource.objects.raw(question, ids)}, ids)


def _in_order(rows: Mapping[int, Resource], ids: Sequence[int]) -> list[Resource]:
    return [rows[number] for number in ids if number in rows]


def listed_resources() -> QuerySet[Resource]:
    return Resource.objects.filter(state=ResourceState.LISTED, alias_of=None)


def listed_count() -> int:
    return listed_resources().count()


def all_listed_ids() -> Iterator[int]:
    """Ids of everything listed in ascending order, read in pieces."""
    last = 0
    while True:
        page = listed_resources().filter(id__gt=last).order_by("id")
        ids = list(page.values_list("id", flat=True)[:10_000])
        if not ids:
            return
        yield from ids
        last = ids[-1]


def all_listed() -> Iterator[Resource]:
    """Everything listed, in ascending order of id, read in pieces."""
    for piece in listed_in_pieces():
        yield from piece


def listed_in_pieces(size: int = CHUNK) -> Iterator[list[Resource]]:
    """The same a piece at a time, each as it is when it is read; no more than one is in memory."""
    last = 0
    while piece := list(listed_resources().filter(id__gt=last).order_by("id")[:size]):
        yield piece
        last = piece[-1].pk


def published_collections() -> list[Collection]:
    return list(Collection.objects.filter(is_published=True).order_by("slug"))


def collections_holding(resource: Resource) -> list[Collection]:
    """Published ones that a resource is in, also under the id of one that was merged into it."""
    held = Q(items__resource=resource) | Q(items__resource__alias_of=resource)
    return list(Collection.objects.filter(held, is_published=True).order_by("slug").distinct())


def collection_by_slug(slug: str) -> Collection:
    """A published collection. Raises `NoSuchCollection`."""
    collection = Collection.objects.filter(slug=slug, is_published=True).first()
    if collection is None:
        raise _no_such_collection()
    return collection


def collection_on_desk(slug: str) -> Collection:
    """A collection, be it published or not. Raises `NoSuchCollection`."""
    collection = Collection.objects.filter(slug=slug).first()
    if collection is None:
        raise _no_such_collection()
    return collection


def _no_such_collection() -> NoSuchCollection:
    return NoSuchCollection(_("There is no collection with this name."))


def collections_of(actor: Actor) -> list[Collection]:
    """Those that `actor` may edit, by name, each with its `item_count`."""
    rows = Collection.objects.annotate(item_count=Count("items")).order_by("slug")
    if not rules.may_edit(actor):
        rows = rows.filter(pk__in=rules.collections_granted(actor))
    return list(rows)


def places_in(collection: Collection) -> dict[Resource, list[CollectionItem]]:
    """Everything in a collection in its order, also what readers do not see: standing resource →
    its places, of which it has several if others that were there have been merged into it."""
    places: dict[Resource, list[CollectionItem]] = {}
    for item in collection.items.select_related("resource__alias_of"):
        places.setdefault(standing(item.resource), []).append(item)
    return places


def items_of(collection: Collection) -> list[CollectionItem]:
    """What readers see of a collection: listed resources in the collection's order, two that were
    merged since once."""
    items = collection.items.select_related("resource__alias_of")
    seen: dict[int, CollectionItem] = {}
    for item in items:
        resource = standing(item.resource)
        if resource.is_listed:
            seen.setdefault(resource.pk, item)
    return list(seen.values())


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
