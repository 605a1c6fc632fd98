from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceState(models.TextChoices):
    """A candidate waits for a decision, a withdrawn resource stays as a tombstone."""

    CANDIDATE = "candidate", _("Candidate")
    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RelationKind(models.TextChoices):
    VERSION_OF = "version_of", _("Version of")
    TRANSLATION_OF = "translation_of", _("Translation of")
    BASED_ON = "based_on", _("Based on")
    PART_OF = "part_of", _("Part of")
