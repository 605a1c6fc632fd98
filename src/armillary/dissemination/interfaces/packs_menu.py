"""The desk's entry for packs."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.dissemination.packs import rules
from armillary.people.models import Person


def _keeps_packs(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_keep_packs(actor)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(DeskEntry(_("Packs"), "packs:desk", _keeps_packs, 55))
