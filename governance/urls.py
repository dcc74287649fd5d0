"""Every address of the portal."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("governance.api.urls")),  # first: programs ask most often
    path("", include("governance.web.urls")),
    path("", include("neighborhoods.urls")),
    path("", include("visits.offline.urls")),
    path("", include("visits.urls")),
    path("", include("cases.intake.urls")),
    path("", include("cases.advice.urls")),
    path("", include("cases.desk.urls")),
    path("", include("cases.rates.urls")),
    path("", include("cases.summonses.urls")),
    path("", include("cases.consultations.urls")),
    path("", include("cases.mediations.urls")),
    path("", include("cases.hazards.urls")),
    path("", include("cases.forces.urls")),
    path("", include("cases.creations.urls")),
    path("", include("cases.open311.urls")),
    path("", include("cases.bridge.urls")),
    path("", include("cases.urls")),
    path("", include("volunteers.urls")),
    path("", include("workers.urls")),
    path("", include("indices.submissions.urls")),
    path("", include("indices.plans.urls")),
    path("", include("indices.appraisals.urls")),
    path("", include("indices.urls")),
]

handler400 = "governance.web.views.errors.bad_request"
handler403 = "governance.web.views.errors.forbidden"
handler404 = "governance.web.views.errors.not_found"
handler500 = "governance.web.views.errors.broken"
