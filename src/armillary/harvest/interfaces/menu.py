"""This context's screens in the desk's menu, each for those who may use it."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import (
    DeskEntry,
    Waiting,
    add_inbox,
    count_waiting,
    register_desk_entry,
)
from armillary.harvest import queries, rules
from armillary.harvest.submissions.queries import undecided_submissions
from armillary.harvest.terms import queries as terms
from armillary.harvest.terms.rules import may_decide_terms
from armillary.people.models import Person


def _sees_sources(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_sources(actor)


def _judges(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_judge(actor)


def _decides_terms(actor: object) -> bool:
    return isinstance(actor, Person) and may_decide_terms(actor)


def _answers_submissions(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_submissions(actor)


def _pairs() -> Waiting:
    return count_waiting(queries.open_suspicions())


def _submissions() -> Waiting:
    return count_waiting(undecided_submissions())


def _submits(actor: object) -> bool:
    return isinstance(actor, Person)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(DeskEntry(_("Sources"), "harvest:sources", _sees_sources, position=10))
    register_desk_entry(DeskEntry(_("Runs"), "harvest:runs", _sees_sources, position=11))
    register_desk_entry(DeskEntry(_("My suggestions"), "submissions:mine", _submits, position=91))
    add_inbox("duplicates", _("Possible duplicates"), "harvest:suspicions", _judges, _pairs, 15)
    decide, count = _decides_terms, terms.waiting_everywhere
    add_inbox("unknown-values", _("Unknown values"), "harvest:terms", decide, count, 16)
    answer = _answers_submissions
    add_inbox("submissions", _("Submissions"), "submissions:desk", answer, _submissions, 18)
