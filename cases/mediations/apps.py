from django.apps import AppConfig


class MediationsConfig(AppConfig):
    name = "cases.mediations"
    verbose_name = "人民调解"

    def ready(self) -> None:
        from cases.mediations import api, pages  # noqa: F401  each registers its part with the kernel
