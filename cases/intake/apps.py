from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "cases.intake"
    verbose_name = "受理"
