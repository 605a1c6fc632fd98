from django.apps import AppConfig


class DisseminationConfig(AppConfig):
    name = "armillary.dissemination"
    label = "dissemination"

    def ready(self) -> None:
        from armillary.dissemination import personal_data
        from armillary.dissemination.interfaces import (
            lti_menu,
            lti_tasks,  # noqa: F401  (declares periodic ones)
            menu,
            packs_menu,
            packs_tasks,  # noqa: F401  (declares periodic ones and connects receivers)
            receivers,  # noqa: F401  (connects them)
            webhooks_tasks,  # noqa: F401  (declares periodic ones)
        )

        menu.register()
        lti_menu.register()
        packs_menu.register()
        personal_data.register()
