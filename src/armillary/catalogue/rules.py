"""Who may change resources, collections and reading lists."""

from django.db.models import QuerySet

from armillary.catalogue.models import Collection, CollectionGrant, ReadingList
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.rules import is_curator, is_member


def may_describe(actor: Actor) -> bool:
    """Bulk writes come from the machine itself: a run, a task, the command line."""
    return actor.is_machine or is_curator(actor)


def may_edit(actor: Actor) -> bool:
    return is_curator(actor)


def may_decide(actor: Actor) -> bool:
    """List, withdraw, reopen, merge."""
    return is_curator(actor)


def may_see_collections(actor: Actor) -> bool:
    """On the desk, where they are edited."""
    return may_edit(actor) or collections_granted(actor).exists()


def may_edit_collection(actor: Actor, collection: Collection) -> bool:
    return may_edit(actor) or collections_granted(actor).filter(on=collection).exists()


def collections_granted(actor: Actor) -> QuerySet[CollectionGrant, int]:
    """Ids of the collections that `actor` was made curator of."""
    held = CollectionGrant.objects.in_force().filter(role=Role.CURATOR)
    mine = held.filter(person=actor) if isinstance(actor, Person) else held.none()
    return mine.values_list("on", flat=True)


def may_keep_lists(actor: Actor, owner: Person) -> bool:
    """Whoever is signed in keeps their own; the machine keeps them for anybody."""
    return is_member(actor) and (actor.is_machine or actor.actor_id == owner.actor_id)


def may_see_list(actor: Actor, found: ReadingList) -> bool:
    return found.is_published or may_edit_list(actor, found)


def may_edit_list(actor: Actor, found: ReadingList) -> bool:
    return may_keep_lists(actor, found.owner)


def may_unpublish_list(actor: Actor, found: ReadingList) -> bool:
    """Its owner, and curators: what stands here for everybody is theirs to answer for."""
    return may_edit_list(actor, found) or is_curator(actor)
