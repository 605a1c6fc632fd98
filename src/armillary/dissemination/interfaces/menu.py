"""This context's screen in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.dissemination import rules
from armillary.people.models import Person


def _keeps_webhooks(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_keep_webhooks(actor, actor)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(DeskEntry(_("Webhooks"), "webhooks:all", _keeps_webhooks, 60))
