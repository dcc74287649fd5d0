from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "indices"
    verbose_name = "睦邻指数"

    def ready(self) -> None:
        from indices import api, pages  # noqa: F401  each registers its part with the kernel
