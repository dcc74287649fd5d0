from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "governance.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Fill the registries in every process: a web page may request a job, a command may poke the relay."""
        import_module("governance.celery")
        autodiscover_modules("jobs")
