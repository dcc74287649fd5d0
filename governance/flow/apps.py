from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "governance.flow"
    label = "flow"
    verbose_name = "流程"
