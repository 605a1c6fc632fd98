"""This context's screen in the desk's menu, for those who may edit at least one collection."""

from django.utils.translation import gettext_lazy as _

from armillary.catalogue import rules
from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.people.models import Person


def _sees_collections(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_collections(actor)


def register() -> None:
    """Called when the context starts."""
    entry = DeskEntry(_("Collections"), "catalogue:collections", _sees_collections, position=25)
    register_desk_entry(entry)
