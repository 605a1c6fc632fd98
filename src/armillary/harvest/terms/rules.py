"""Who may say what unknown values mean."""

from armillary.people.actors import Actor
from armillary.people.rules import is_curator


def may_decide_terms(actor: Actor) -> bool:
    """A decision changes what readers find, so it is for curators of the whole site."""
    return is_curator(actor)
