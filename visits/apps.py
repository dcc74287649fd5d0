from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = "走访"

    def ready(self) -> None:
        from visits import api, pages  # noqa: F401  each registers its part with the kernel
