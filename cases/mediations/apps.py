from django.apps import AppConfig


class MediationsConfig(AppConfig):
    name = "cases.mediations"
    verbose_name = "人民调解"
