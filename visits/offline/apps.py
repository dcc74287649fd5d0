from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "visits.offline"
    verbose_name = "离线走访"

    def ready(self) -> None:
        from visits.offline import pages  # noqa: F401  registers the menu entry
