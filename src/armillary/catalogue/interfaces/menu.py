"""This context's screens in the desk's menu, each for those who may use it."""

from django.utils.translation import gettext_lazy as _

from armillary.catalogue import rules
from armillary.catalogue.alignments.queries import suggested_alignments
from armillary.core.desk import DeskEntry, Waiting, add_inbox, count_waiting, register_desk_entry
from armillary.people.models import Person


def _sees_collections(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_see_collections(actor)


def _edits(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_edit(actor)


def _alignments() -> Waiting:
    return count_waiting(suggested_alignments())


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(
        DeskEntry(_("Collections"), "catalogue:collections", _sees_collections, position=25)
    )
    register_desk_entry(DeskEntry(_("Topics"), "catalogue:topics", _edits, position=26))
    standards = "catalogue:frameworks"
    add_inbox("alignments", _("Learning standards"), standards, _edits, _alignments, 27)
