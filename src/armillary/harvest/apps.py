from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "armillary.harvest"
    label = "harvest"

    def ready(self) -> None:
        from armillary.catalogue.documents import register_enricher
        from armillary.catalogue.merging.objections import register_objection
        from armillary.harvest import personal_data
        from armillary.harvest.duplicates.decided import objection
        from armillary.harvest.guessing.queries import enrichments_for
        from armillary.harvest.health.counters import register_own
        from armillary.harvest.interfaces import (
            guessing_tasks,
            health_tasks,
            mapping_tasks,
            menu,
            receivers,
            submission_receivers,
            submission_tasks,  # noqa: F401  (declares periodic ones)
            tasks,  # noqa: F401
            terms_receivers,
            terms_tasks,  # noqa: F401
        )

        register_enricher(enrichments_for)
        register_own()
        register_objection(objection)
        menu.register()
        personal_data.register()
        receivers.connect()
        guessing_tasks.connect()
        health_tasks.connect()
        mapping_tasks.connect()
        submission_receivers.connect()
        terms_receivers.connect()
