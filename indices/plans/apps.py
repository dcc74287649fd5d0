from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "indices.plans"
    verbose_name = "责任分工"

    def ready(self) -> None:
        from indices.plans import api, pages  # noqa: F401  each registers its part with the kernel
