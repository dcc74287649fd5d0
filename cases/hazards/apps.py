from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "cases.hazards"
    verbose_name = "隐患与风险"

    def ready(self) -> None:
        from cases.hazards import api, pages  # noqa: F401  each registers its part with the kernel
