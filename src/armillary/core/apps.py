from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "armillary.core"
    label = "core"

    def ready(self) -> None:
        from armillary.core import tasks  # noqa: F401  (connects the retry receiver)
