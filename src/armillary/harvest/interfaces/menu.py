"""This context's screens in the desk's menu, each for those who may use it."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.harvest import rules
from armillary.people.models import Person


def _sees_sources(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_sources(actor)


def _judges(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_judge(actor)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(DeskEntry(_("Sources"), "harvest:sources", _sees_sources, position=10))
    register_desk_entry(
        DeskEntry(_("Possible duplicates"), "harvest:suspicions", _judges, position=15)
    )
