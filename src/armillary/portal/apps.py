from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "armillary.portal"
    label = "portal"

    def ready(self) -> None:
        from armillary.dissemination.searches.asked import register_labeller
        from armillary.portal.facets import option_label

        register_labeller(option_label)
