from django.apps import AppConfig


class SummonsesConfig(AppConfig):
    name = "cases.summonses"
    verbose_name = "约请"
