from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be; every signed-in person is a member without a grant."""

    MEMBER = "member", _("Member")
    CONTRIBUTOR = "contributor", _("Contributor")
    REVIEWER = "reviewer", _("Reviewer")
    CURATOR = "curator", _("Curator")
    BOARD_MEMBER = "board_member", _("Board member")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    ADMINISTRATOR = "administrator", _("Administrator")
