from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "cases.advice"
    verbose_name = "智能辅助"
