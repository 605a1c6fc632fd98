from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")


class RunState(models.TextChoices):
    """A failed or stopped run goes on where it was when its source is run again."""

    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class SuspicionState(models.TextChoices):
    OPEN = "open", _("Open")
    SAME = "same", _("The same")
    DIFFERENT = "different", _("Different")
