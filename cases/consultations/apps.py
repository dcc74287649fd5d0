from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "cases.consultations"
    verbose_name = "会商"

    def ready(self) -> None:
        from cases.consultations import api, jobs, pages  # noqa: F401  each registers its part with the kernel
