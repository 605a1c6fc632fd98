from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "armillary.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from armillary.catalogue import (
            concepts,
            documents,
            personal_data,
            suggestions,
            uses,
            written,
        )
        from armillary.catalogue.interfaces import menu, receivers, tasks  # noqa: F401

        documents.register()
        concepts.register()
        suggestions.register()
        uses.register()
        personal_data.register()
        written.register()
        menu.register()
        receivers.connect()
