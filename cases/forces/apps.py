from django.apps import AppConfig


class ForcesConfig(AppConfig):
    name = "cases.forces"
    verbose_name = "力量与出动"

    def ready(self) -> None:
        from cases.forces import api, pages  # noqa: F401  each registers its part with the kernel
