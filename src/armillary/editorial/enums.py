from django.db import models
from django.utils.translation import gettext_lazy as _


class PieceKind(models.TextChoices):
    """What a piece is to readers."""

    PAGE = "page", _("Page")
    NEWS = "news", _("News item")


class Place(models.TextChoices):
    """Where a page is offered on every page of the site."""

    NOWHERE = "", _("Neither")
    MENU = "menu", _("In the menu")
    FOOTER = "footer", _("In the footer")
