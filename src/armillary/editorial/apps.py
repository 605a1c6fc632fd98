from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "armillary.editorial"
    label = "editorial"

    def ready(self) -> None:
        from armillary.editorial import written
        from armillary.editorial.interfaces import menu

        written.register()
        menu.register()
