from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    """Whether launches of a platform are answered."""

    OPEN = "open", _("Connected")
    CLOSED = "closed", _("Closed")


class ItemKind(models.TextChoices):
    """What becomes of a picked resource in a course, named as Deep Linking names it."""

    RESOURCE_LINK = "ltiResourceLink", _("A page inside of the course")
    LINK = "link", _("A link to this site")
