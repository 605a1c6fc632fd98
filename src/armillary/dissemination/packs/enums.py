from django.db import models
from django.utils.translation import gettext_lazy as _


class VideoProfile(models.TextChoices):
    """Which videos are copied."""

    NONE = "none", _("No videos")
    SMALL = "small", _("Videos of up to 100 MB")
    ALL = "all", _("All videos")


class OutputKind(models.TextChoices):
    """In what form a release is handed out."""

    SITE = "site", _("Site for a USB stick")
    KOLIBRI = "kolibri", _("Kolibri channel")
    ZIM = "zim", _("ZIM file for Kiwix")
    BOOKLET = "booklet", _("Booklet to print")
    PDF = "pdf", _("Booklet as PDF")
    UPDATE = "update", _("Update")
