"""This context's screens in the desk's menu, each for those who may use it."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, Waiting, add_inbox, count_waiting, register_desk_entry
from armillary.evaluation import rules
from armillary.evaluation.links.queries import waiting_links
from armillary.evaluation.problems.queries import waiting_problems
from armillary.evaluation.queries.candidates import waiting_resources
from armillary.evaluation.queries.takedowns import waiting_takedowns
from armillary.people.models import Person
from armillary.review.queries import submitted_reviews
from armillary.review.rules import may_review


def _curates(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_decide(actor)


def _sees_overview(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_overview(actor)


def _reviews(actor: object) -> bool:
    return isinstance(actor, Person) and may_review(actor)


def _candidates() -> Waiting:
    return count_waiting(waiting_resources())


def _takedowns() -> Waiting:
    return count_waiting(waiting_takedowns())


def _problems() -> Waiting:
    return count_waiting(waiting_problems())


def _submitted() -> Waiting:
    return count_waiting(submitted_reviews())


def register() -> None:
    """Called when the context starts."""
    overview, decisions = "evaluation:desk", "evaluation:decisions"
    register_desk_entry(DeskEntry(_("Overview"), overview, _sees_overview, position=1))
    candidates, takedowns = "evaluation:candidates", "evaluation:takedowns"
    add_inbox("candidates", _("Candidates"), candidates, _curates, _candidates, 20)
    add_inbox("rights-requests", _("Rights requests"), takedowns, _curates, _takedowns, 25)
    add_inbox("problems", _("Problems"), "evaluation:problems", _curates, _problems, 26)
    add_inbox("links", _("Links"), "evaluation:links", _curates, waiting_links, 28)
    register_desk_entry(DeskEntry(_("My reviews"), "evaluation:reviews", _reviews, position=30))
    submitted = "evaluation:submitted-reviews"
    add_inbox("reviews", _("Reviews to publish"), submitted, _curates, _submitted, 31)
    register_desk_entry(DeskEntry(_("Decisions"), decisions, _curates, position=35))
