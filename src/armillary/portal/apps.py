from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "armillary.portal"
    label = "portal"
