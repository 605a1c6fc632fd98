from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "armillary.editorial"
    label = "editorial"

    def ready(self) -> None:
        from armillary.editorial.interfaces import menu

        menu.register()
