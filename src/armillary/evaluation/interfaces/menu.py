"""This context's screens in the desk's menu, each for those who may use it."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.evaluation import rules
from armillary.people.models import Person
from armillary.review.rules import may_review


def _curates(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_decide(actor)


def _reviews(actor: object) -> bool:
    return isinstance(actor, Person) and may_review(actor)


def register() -> None:
    """Called when the context starts."""
    candidates, mine = "evaluation:candidates", "evaluation:reviews"
    submitted = "evaluation:submitted-reviews"
    register_desk_entry(DeskEntry(_("Candidates"), candidates, _curates, position=20))
    register_desk_entry(DeskEntry(_("My reviews"), mine, _reviews, position=30))
    register_desk_entry(DeskEntry(_("Reviews to publish"), submitted, _curates, position=31))
