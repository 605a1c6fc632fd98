from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND: Final = "resource"  # what resources are called in the index and in its outbox


class ResourceState(models.TextChoices):
    """A candidate waits for a decision, a withdrawn resource stays as a tombstone. A paused one is
    kept from readers until a claim on it is answered; nothing else changes its state."""

    CANDIDATE = "candidate", _("Candidate")
    LISTED = "listed", _("Listed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PAUSED = "paused", _("Paused")


class RelationKind(models.TextChoices):
    VERSION_OF = "version_of", _("Version of")
    TRANSLATION_OF = "translation_of", _("Translation of")
    BASED_ON = "based_on", _("Based on")
    PART_OF = "part_of", _("Part of")


class AlignmentState(models.TextChoices):
    """What a person said of an alignment; a declined one stays, so that nobody is asked twice."""

    SUGGESTED = "suggested", _("Suggested by a machine")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")


class EditionKind(models.TextChoices):
    ORIGINAL = "original", _("Original")
    TRANSLATION = "translation", _("Translation")
    VERSION = "version", _("Other version")
