from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
    verbose_name = "社区工作者"

    def ready(self) -> None:
        from workers import api, pages  # noqa: F401  each registers its part with the kernel
