from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "armillary.review"
    label = "review"

    def ready(self) -> None:
        from armillary.review import personal_data  # noqa: F401  (registers export and erasure)
