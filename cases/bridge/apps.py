from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "cases.bridge"
    verbose_name = "平台互转"

    def ready(self) -> None:
        from cases.bridge import api, pages  # noqa: F401  each registers its part with the kernel
