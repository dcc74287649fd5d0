from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "cases.consultations"
    verbose_name = "会商"
