from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "visits.offline"
    verbose_name = "离线走访"
