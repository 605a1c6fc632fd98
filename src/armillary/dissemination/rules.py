"""Who may remake what is disseminated, and who keeps searches."""

from armillary.dissemination.models import SavedSearch
from armillary.people.actors import Actor
from armillary.people.models import Person
from armillary.people.rules import is_administrator, is_member


def may_refresh(actor: Actor) -> bool:
    """Stored records are derived: the machine makes them, and whoever runs the installation."""
    return actor.is_machine or is_administrator(actor)


def may_keep_searches(actor: Actor, owner: Person) -> bool:
    """Whoever is signed in keeps their own; the machine keeps them for anybody."""
    return is_member(actor) and (actor.is_machine or actor.actor_id == owner.actor_id)


def may_edit_search(actor: Actor, found: SavedSearch) -> bool:
    return may_keep_searches(actor, found.owner)
