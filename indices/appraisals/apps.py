from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "indices.appraisals"
    verbose_name = "考核评价"

    def ready(self) -> None:
        from indices.appraisals import api, pages  # noqa: F401  each registers its part with the kernel
