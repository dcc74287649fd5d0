from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "governance.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        from governance.api import resources  # noqa: F401  registers divisions and departments
