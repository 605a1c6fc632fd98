from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "armillary.search"
    label = "search"
