from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "cases.rates"
    verbose_name = "办理质效"
