from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cases.desk"
    verbose_name = "办公桌"

    def ready(self) -> None:
        from cases.desk import api, pages  # noqa: F401  each registers its part with the kernel and the page of a case
