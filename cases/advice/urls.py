from __future__ import annotations

from django.urls import path

from cases.advice.views import analysis, hints, models

app_name = "advice"
urlpatterns = [
    path("advice/", analysis.analysis, name="analysis"),
    path("advice/export/", analysis.export, name="export"),
    path("advice/records/", analysis.records, name="records"),
    path("advice/clusters/<uuid:pk>/", analysis.cluster, name="cluster"),
    path("advice/hints/", hints.hints, name="hints"),
    path("advice/models/", models.model_list, name="models"),
]
