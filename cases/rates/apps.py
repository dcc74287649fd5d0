from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "cases.rates"
    verbose_name = "办理质效"

    def ready(self) -> None:
        from cases.rates import api, pages  # noqa: F401  each registers its part with the kernel
