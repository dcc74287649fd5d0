from django.apps import AppConfig


class SummonsesConfig(AppConfig):
    name = "cases.summonses"
    verbose_name = "约请"

    def ready(self) -> None:
        from cases.summonses import api, jobs, pages  # noqa: F401  each registers its part with the kernel
