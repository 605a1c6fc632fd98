"""Who may put packs together: what leaves the house in hundreds of copies is for curators to answer for."""

from armillary.people.actors import Actor
from armillary.people.rules import is_curator


def may_keep_packs(actor: Actor) -> bool:
    return actor.is_machine or is_curator(actor)
