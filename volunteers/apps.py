from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = "志愿者"

    def ready(self) -> None:
        from volunteers import api, pages  # noqa: F401  each registers its part with the kernel
