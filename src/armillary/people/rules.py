"""Who may do what, as far as roles on the whole site say it."""

from armillary.core.remembering import remembered
from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person, SiteGrant


def has_role(actor: Actor, *roles: Role) -> bool:
    """True for the machine, for administrators, and for persons with one of `roles` in force."""
    if actor.is_machine:
        return True
    if not isinstance(actor, Person) or not actor.is_active:
        return False
    wanted = [*roles, Role.ADMINISTRATOR]
    if Role.MEMBER in roles:
        return True
    held = remembered(("site roles", actor.pk), lambda: _held_by(actor))
    return not held.isdisjoint(wanted)


def _held_by(person: Person) -> frozenset[str]:
    grants = SiteGrant.objects.in_force().filter(person=person)
    return frozenset(grants.values_list("role", flat=True))


def is_administrator(actor: Actor) -> bool:
    return has_role(actor, Role.ADMINISTRATOR)


def is_curator(actor: Actor) -> bool:
    return has_role(actor, Role.CURATOR)


def is_member(actor: Actor) -> bool:
    """Anyone who is signed in."""
    return has_role(actor, Role.MEMBER)


def may_grant(actor: Actor) -> bool:
    return is_administrator(actor)


def may_make_tokens(actor: Actor, person: Person) -> bool:
    """For oneself; the operator of the machine for anybody. No administrator borrows a name."""
    return actor.is_machine or actor.actor_id == person.actor_id


def may_erase(actor: Actor, person: Person) -> bool:
    return actor.actor_id == person.actor_id or is_administrator(actor)
