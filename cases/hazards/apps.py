from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "cases.hazards"
    verbose_name = "隐患与风险"
