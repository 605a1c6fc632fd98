from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "armillary.harvest"
    label = "harvest"

    def ready(self) -> None:
        from armillary.harvest import personal_data
        from armillary.harvest.interfaces import menu, receivers, tasks  # noqa: F401  (declares periodic ones)

        menu.register()
        personal_data.register()
        receivers.connect()
