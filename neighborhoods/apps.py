from django.apps import AppConfig


class NeighborhoodsConfig(AppConfig):
    name = "neighborhoods"
    verbose_name = "居民与房屋"

    def ready(self) -> None:
        from neighborhoods import api, pages, personal  # noqa: F401  each registers its part with the kernel
