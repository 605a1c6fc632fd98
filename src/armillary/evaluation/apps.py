from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "armillary.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from armillary.catalogue.documents import register_enricher
        from armillary.catalogue.merging.objections import register_hold
        from armillary.evaluation import desk_data, foreign_data, takedown_data
        from armillary.evaluation.interfaces import (  # tasks: to declare the periodic ones
            link_tasks,  # noqa: F401
            menu,
            receivers,
            tasks,  # noqa: F401
        )
        from armillary.evaluation.links.health import register_links
        from armillary.evaluation.queries import enrichments_for
        from armillary.evaluation.queries.takedowns import are_claimed

        register_hold(are_claimed)
        register_enricher(enrichments_for)
        takedown_data.register()
        foreign_data.register()
        register_links()
        desk_data.register()
        receivers.connect()
        menu.register()
