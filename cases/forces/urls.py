from __future__ import annotations

from django.urls import path

from cases.forces.views import callouts, forces

app_name = "forces"
urlpatterns = [
    path("forces/", forces.force_list, name="list"),
    path("forces/new/", forces.force_new, name="new"),
    path("forces/<uuid:pk>/", forces.force, name="force"),
    path("forces/<uuid:pk>/edit/", forces.force_edit, name="edit"),
    path("forces/<uuid:pk>/<slug:step>/", forces.force_step, name="step"),
    path("callouts/", callouts.callout_list, name="callouts"),
    path("callouts/new/<uuid:case>/", callouts.callout_new, name="call"),
    path("callouts/<uuid:pk>/", callouts.callout, name="callout"),
    path("callouts/<uuid:pk>/<slug:step>/", callouts.callout_step, name="callout-step"),
]
