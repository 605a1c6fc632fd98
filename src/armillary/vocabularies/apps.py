from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VocabulariesConfig(AppConfig):
    name = "armillary.vocabularies"
    label = "vocabularies"

    def ready(self) -> None:
        from armillary.vocabularies.interfaces import menu

        menu.register()
        post_migrate.connect(_load_shipped, sender=self)


def _load_shipped(**_facts: Any) -> None:
    """The vocabularies of the project are part of it, so they come with its tables."""
    from armillary.people.actors import SYSTEM
    from armillary.vocabularies.operations import load_shipped_schemes

    load_shipped_schemes(by=SYSTEM)
