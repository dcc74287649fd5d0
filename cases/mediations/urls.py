from __future__ import annotations

from django.urls import path

from cases.mediations.views import consults, detail, lists, people

app_name = "mediations"
urlpatterns = [
    path("mediations/", lists.mediation_list, name="list"),
    path("mediations/export/", lists.mediation_export, name="export"),
    path("mediations/new/", detail.mediation_new, name="new"),
    path("mediations/disputants/<uuid:pk>/remove/", people.disputant_remove, name="disputant-remove"),
    path("mediations/disputants/<uuid:pk>/reveal/", people.disputant_reveal, name="disputant-reveal"),
    path("mediations/<uuid:pk>/", detail.mediation, name="mediation"),
    path("mediations/<uuid:pk>/agreement/", people.agreement, name="agreement"),
    path("mediations/<uuid:pk>/disputants/new/", people.disputant_new, name="disputant-new"),
    path("mediations/<uuid:pk>/<slug:step>/", detail.mediation_step, name="step"),
    path("consults/", consults.consult_list, name="consults"),
    path("consults/new/", consults.consult_new, name="consult-new"),
    path("consults/<uuid:pk>/", consults.consult, name="consult"),
    path("consults/<uuid:pk>/reveal/", consults.consult_reveal, name="consult-reveal"),
    path("consults/<uuid:pk>/<slug:step>/", consults.consult_step, name="consult-step"),
]
