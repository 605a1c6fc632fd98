from django.apps import AppConfig


class DisseminationConfig(AppConfig):
    name = "armillary.dissemination"
    label = "dissemination"

    def ready(self) -> None:
        from armillary.dissemination import personal_data
        from armillary.dissemination.interfaces import receivers  # noqa: F401  (connects them)

        personal_data.register()
