from django.db import models
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    """What can be told of a resource."""

    LISTED = "resource.listed", _("A resource was listed")
    CHANGED = "resource.changed", _("A listed resource changed")
    WITHDRAWN = "resource.withdrawn", _("A resource was withdrawn")
    MERGED = "resource.merged", _("A resource was merged into another")


class WebhookState(models.TextChoices):
    """Whether a webhook is told. A paused one was stopped by a person; one that failed or is gone
    by the machine, and a person may start it again."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    FAILED = "failed", _("Stopped after failing for days")
    GONE = "gone", _("Stopped because the address said it is gone")
