from __future__ import annotations

from django.urls import path

from cases.views import categories, detail, holidays, lists, opening

app_name = "cases"
urlpatterns = [
    path("cases/", lists.case_list, name="list"),
    path("cases/export/", lists.case_export, name="export"),
    path("cases/dispatch/", lists.case_dispatch, name="dispatch"),
    path("cases/bulk/<slug:step>/", lists.case_bulk, name="bulk"),
    path("cases/new/", opening.case_new, name="new"),
    path("cases/new/questions/", opening.case_questions, name="questions"),
    path("cases/categories/", categories.category_list, name="categories"),
    path("cases/categories/<int:pk>/", categories.category_edit, name="category"),
    path("cases/categories/<int:pk>/questions/", categories.question_new, name="question-new"),
    path("cases/questions/<int:pk>/", categories.question_edit, name="question"),
    path("cases/holidays/", holidays.holiday_list, name="holidays"),
    path("cases/holidays/<uuid:pk>/withdraw/", holidays.holiday_withdraw, name="holiday-withdraw"),
    path("cases/<uuid:pk>/", detail.case_detail, name="case"),
    path("cases/<uuid:pk>/kin/", detail.case_kin, name="kin"),
    path("cases/<uuid:pk>/reporter/", detail.case_reporter, name="reporter"),
    path("cases/<uuid:pk>/<slug:step>/", detail.case_step, name="step"),
]
