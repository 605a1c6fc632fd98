"""This context's screen in the desk's menu, for those who may name terms."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.people.models import Person
from armillary.vocabularies import rules


def _names_terms(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_name(actor)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(
        DeskEntry(_("Vocabularies"), "vocabularies:schemes", _names_terms, position=28)
    )
