"""Who may change resources and collections."""

from armillary.catalogue.models import Collection, CollectionGrant
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.rules import has_role, is_curator


def may_describe(actor: Actor) -> bool:
    """Bulk writes come from the machine itself: a run, a task, the command line."""
    return actor.is_machine or is_curator(actor)


def may_edit(actor: Actor) -> bool:
    return is_curator(actor)


def may_decide(actor: Actor) -> bool:
    """List, withdraw, reopen, merge."""
    return is_curator(actor)


def may_edit_collection(actor: Actor, collection: Collection) -> bool:
    if has_role(actor, Role.CURATOR):
        return True
    if not isinstance(actor, Person):
        return False
    granted = CollectionGrant.objects.in_force().filter(person=actor, on=collection)
    return granted.filter(role=Role.CURATOR).exists()
