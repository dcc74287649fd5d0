from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "cases.advice"
    verbose_name = "智能辅助"

    def ready(self) -> None:
        from cases.advice import pages  # noqa: F401  registers its parts with the kernel
