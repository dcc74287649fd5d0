from __future__ import annotations

from django.urls import path

from indices.submissions.views import detail, lists, samples, sheet

app_name = "submissions"
urlpatterns = [
    path("submissions/", lists.submission_list, name="list"),
    path("submissions/due/", sheet.sheet, name="due"),
    path("submissions/review/", lists.review_all, name="review"),
    path("submissions/samples/", samples.samples, name="samples"),
    path("submissions/<uuid:pk>/", detail.submission, name="submission"),
    path("submissions/<uuid:pk>/evidence/", detail.evidence_new, name="evidence-new"),
    path("submissions/<uuid:pk>/evidence/<uuid:file>/", detail.evidence, name="evidence"),
    path("submissions/<uuid:pk>/<slug:step>/", detail.submission_step, name="step"),
]
