"""The desk's screen of learning platforms."""

from django.utils.translation import gettext_lazy as _

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.dissemination.lti import rules


def register() -> None:
    register_desk_entry(
        DeskEntry(_("Learning platforms"), "lti-desk:platforms", rules.may_keep_platforms, 790)
    )
