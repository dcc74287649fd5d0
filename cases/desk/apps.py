from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cases.desk"
    verbose_name = "办公桌"
