from __future__ import annotations

from django.urls import path

from cases.views import categories, detail, lists

app_name = "cases"
urlpatterns = [
    path("cases/", lists.case_list, name="list"),
    path("cases/export/", lists.case_export, name="export"),
    path("cases/dispatch/", lists.case_dispatch, name="dispatch"),
    path("cases/new/", detail.case_new, name="new"),
    path("cases/categories/", categories.category_list, name="categories"),
    path("cases/categories/<int:pk>/", categories.category_edit, name="category"),
    path("cases/<uuid:pk>/", detail.case_detail, name="case"),
    path("cases/<uuid:pk>/kin/", detail.case_kin, name="kin"),
    path("cases/<uuid:pk>/<slug:step>/", detail.case_step, name="step"),
]
