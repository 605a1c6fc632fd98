"""Who may connect learning platforms."""

from armillary.people.actors import Actor
from armillary.people.rules import is_administrator


def may_keep_platforms(actor: Actor) -> bool:
    """A platform shows our pages inside of its own and gets what we sign: the administrator's to say."""
    return is_administrator(actor)
