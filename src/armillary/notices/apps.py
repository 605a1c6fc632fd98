from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "armillary.notices"
    label = "notices"

    def ready(self) -> None:
        from armillary.notices import personal_data
        from armillary.notices.interfaces import receivers  # noqa: F401  (connects them)

        personal_data.register()
