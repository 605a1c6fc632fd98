from django.db import models
from django.utils.translation import gettext_lazy as _


class HowOften(models.TextChoices):
    """How often somebody wants mail about a search."""

    NEVER = "never", _("No mail")
    DAILY = "daily", _("Once a day, if there is something new")
    WEEKLY = "weekly", _("Once a week, if there is something new")
