"""Who may write, publish and withdraw reviews. Reviewers edit nothing else."""

from armillary.people.actors import Actor
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.rules import has_role, is_administrator, is_curator
from armillary.review.models import Review


def may_review(actor: Actor) -> bool:
    """A review has a person behind it: the machine writes none."""
    return isinstance(actor, Person) and has_role(actor, Role.REVIEWER, Role.CURATOR)


def may_write(actor: Actor, review: Review) -> bool:
    return may_review(actor) and is_own(actor, review)


def may_publish(actor: Actor, review: Review) -> bool:
    """A second pair of eyes: nobody publishes a review of their own."""
    return is_curator(actor) and not is_own(actor, review)


def may_withdraw(actor: Actor, review: Review) -> bool:
    return is_curator(actor) or is_own(actor, review)


def may_see_submitted(actor: Actor) -> bool:
    return is_curator(actor)


def may_load_rubrics(actor: Actor) -> bool:
    return is_administrator(actor)


def is_own(actor: Actor, review: Review) -> bool:
    return isinstance(actor, Person) and review.reviewer_id == actor.pk
