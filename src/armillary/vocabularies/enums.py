from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a vocabulary is for: to say what something is about, to say which learning standards it
    serves, or only to be looked up."""

    TOPICS = "topics", _("Topics")
    FRAMEWORK = "framework", _("Learning standards")
    REFERENCE = "reference", _("For reference")
