from __future__ import annotations

from django.urls import path, register_converter

from cases.open311 import views


class Form:
    regex = "xml|json"

    def to_python(self, text: str) -> str:
        return text

    def to_url(self, form: str) -> str:
        return form


register_converter(Form, "wire")

app_name = "open311"
urlpatterns = [
    path("open311/v2/discovery.<wire:form>", views.discovery, name="discovery"),
    path("open311/v2/services.<wire:form>", views.services, name="services"),
    path("open311/v2/services/<str:code>.<wire:form>", views.service, name="service"),
    path("open311/v2/requests.<wire:form>", views.requests, name="requests"),
    path("open311/v2/requests/<str:number>.<wire:form>", views.request_by_id, name="request"),
    path("open311/v2/tokens/<str:number>.<wire:form>", views.token, name="token"),
    path("open311/v2/bulk/<str:month>.csv", views.month, name="bulk"),
    path("open311/v2/<path:rest>", views.missing, name="missing"),
]
