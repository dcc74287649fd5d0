from __future__ import annotations

from django.urls import path

from cases.consultations.views import detail, lists

app_name = "consultations"
urlpatterns = [
    path("consultations/", lists.consultation_list, name="list"),
    path("consultations/new/", detail.consultation_new, name="new"),
    path("consultations/duties/", lists.duty_list, name="duties"),
    path("consultations/duties/export/", lists.duty_export, name="duties-export"),
    path("consultations/duties/<uuid:pk>/<slug:step>/", detail.duty_step, name="duty-step"),
    path("consultations/<uuid:pk>/", detail.consultation_detail, name="consultation"),
    path("consultations/<uuid:pk>/minutes/", detail.minutes, name="minutes"),
    path("consultations/<uuid:pk>/files/<uuid:file>/", detail.consultation_file, name="file"),
    path("consultations/<uuid:pk>/<slug:step>/", detail.consultation_step, name="step"),
]
