from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "cases.bridge"
    verbose_name = "平台互转"
