from django.apps import AppConfig


class CreationsConfig(AppConfig):
    name = "cases.creations"
    verbose_name = "创建与河长"

    def ready(self) -> None:
        from cases.creations import api, pages  # noqa: F401  each registers its part with the kernel
