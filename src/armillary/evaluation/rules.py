"""Who may check, decide and correct. Writing reviews is a matter of `review.rules`."""

from armillary.people.actors import Actor
from armillary.people.rules import is_curator


def may_check(actor: Actor) -> bool:
    return is_curator(actor)


def may_decide(actor: Actor) -> bool:
    return is_curator(actor)


def may_correct(actor: Actor) -> bool:
    return is_curator(actor)
