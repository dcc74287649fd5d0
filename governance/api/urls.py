"""`/api/v1/`. The router is filled by the time addresses are first read: apps register when Django is ready."""

from __future__ import annotations

from django.urls import include, path, re_path

from governance.api import views
from governance.api.registry import router

urlpatterns = [
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("docs/", views.docs, name="api-docs"),
    path("", include(router.urls)),
    re_path(r"^.*$", views.Missing.as_view(), name="api-missing"),
]
