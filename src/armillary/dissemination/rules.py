"""Who may remake what is disseminated."""

from armillary.people.actors import Actor
from armillary.people.rules import is_administrator


def may_refresh(actor: Actor) -> bool:
    """Stored records are derived: the machine makes them, and whoever runs the installation."""
    return actor.is_machine or is_administrator(actor)
