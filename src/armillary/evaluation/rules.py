"""Who may check, decide and correct. Writing reviews is a matter of `review.rules`."""

from armillary.harvest.rules import may_see_sources
from armillary.people.actors import Actor
from armillary.people.rules import is_curator


def may_see_overview(actor: Actor) -> bool:
    """Whoever looks after sources, be it a single one."""
    return may_see_sources(actor)


def may_check(actor: Actor) -> bool:
    return is_curator(actor)


def may_decide(actor: Actor) -> bool:
    return is_curator(actor)


def may_correct(actor: Actor) -> bool:
    return is_curator(actor)


def may_ask_takedown(_actor: Actor) -> bool:
    """Anybody: a rights holder needs no account. Limits and a confirmed address hold abuse off."""
    return True


def may_answer_takedown(actor: Actor) -> bool:
    return is_curator(actor)


def may_report_problem(_actor: Actor) -> bool:
    """Anybody: whoever stands in front of a class has no time for an account."""
    return True


def may_settle_problem(actor: Actor) -> bool:
    return is_curator(actor)
