from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "armillary.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from armillary.catalogue.documents import register_enricher
        from armillary.evaluation.interfaces import menu, receivers, tasks  # noqa: F401  (declares periodic ones)
        from armillary.evaluation.queries import enrichments_for

        register_enricher(enrichments_for)
        receivers.connect()
        menu.register()
