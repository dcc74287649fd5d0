from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "cases.intake"
    verbose_name = "受理"

    def ready(self) -> None:
        from cases.intake import api, pages  # noqa: F401  each registers its part with the kernel
