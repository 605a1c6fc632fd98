"""Who may change vocabularies."""

from armillary.people.actors import Actor
from armillary.people.rules import is_curator


def may_import(actor: Actor) -> bool:
    return is_curator(actor)


def may_name(actor: Actor) -> bool:
    return is_curator(actor)
