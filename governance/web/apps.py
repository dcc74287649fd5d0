from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "governance.web"
    label = "web"
    verbose_name = "页面"

    def ready(self) -> None:
        from governance.web import pages  # noqa: F401  registers the menu entries
