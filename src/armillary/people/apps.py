from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "armillary.people"
    label = "people"

    def ready(self) -> None:
        from armillary.core.desk import DeskEntry, register_desk_entry
        from armillary.people import personal_data, rules
        from armillary.people.interfaces import tasks  # noqa: F401  (declares periodic ones)

        personal_data.register()
        register_desk_entry(DeskEntry(_("People"), "people:people", rules.may_grant, position=800))
        register_desk_entry(DeskEntry(_("Account"), "people:account", rules.is_member, 900))
