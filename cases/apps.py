from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "工单"

    def ready(self) -> None:
        from cases import api, pages  # noqa: F401  each registers its part with the kernel
