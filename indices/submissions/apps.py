from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "indices.submissions"
    verbose_name = "指标上报"

    def ready(self) -> None:
        from indices.submissions import api, indicators, pages  # noqa: F401  each registers its part with the kernel or the index
