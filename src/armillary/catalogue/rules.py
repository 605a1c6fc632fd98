"""Who may change resources and collections."""

from django.db.models import QuerySet

from armillary.catalogue.models import Collection, CollectionGrant
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.rules import is_curator


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
