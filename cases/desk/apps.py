from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cases.desk"
    verbose_name = "办公桌"

    def ready(self) -> None:
        from cases.desk import pages  # noqa: F401  registers its part with the kernel and the page of a case
