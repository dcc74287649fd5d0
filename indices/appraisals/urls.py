from __future__ import annotations

from django.urls import path

from indices.appraisals.views import appraisals, centers, external, lists, rows, setting_up

app_name = "appraisals"
urlpatterns = [
    path("appraisals/", lists.appraisal_list, name="list"),
    path("appraisals/new/", setting_up.appraisal_new, name="new"),
    path("appraisals/levels/", lists.levels, name="levels"),
    path("appraisals/rows/<uuid:pk>/", rows.row, name="row"),
    path("appraisals/rows/<uuid:pk>/sheet/", rows.sheet, name="row-sheet"),
    path("appraisals/rows/<uuid:pk>/adjust/", rows.adjust, name="adjust"),
    path("appraisals/rows/<uuid:pk>/files/", rows.file_add, name="file-add"),
    path("appraisals/rows/<uuid:pk>/files/<uuid:file>/", rows.file_get, name="file"),
    path("appraisals/rows/<uuid:pk>/<slug:step>/", rows.row_step, name="row-step"),
    path("appraisals/adjustments/<uuid:pk>/withdraw/", rows.adjustment_withdraw, name="adjustment-withdraw"),
    path("appraisals/<uuid:pk>/", appraisals.appraisal, name="appraisal"),
    path("appraisals/<uuid:pk>/sheet/", appraisals.sheet, name="sheet"),
    path("appraisals/<uuid:pk>/export/", appraisals.export, name="export"),
    path("appraisals/<uuid:pk>/edit/", setting_up.appraisal_edit, name="edit"),
    path("appraisals/<uuid:pk>/targets/", setting_up.targets, name="targets"),
    path("appraisals/<uuid:pk>/gates/", setting_up.gates, name="gates"),
    path("appraisals/<uuid:pk>/gates/<slug:key>/drop/", setting_up.gate_drop, name="gate-drop"),
    path("appraisals/<uuid:pk>/<slug:step>/", appraisals.appraisal_step, name="step"),
    path("external-assessments/", external.external_list, name="externals"),
    path("external-assessments/new/", external.external_new, name="external-new"),
    path("external-assessments/<uuid:pk>/", external.external, name="external"),
    path("external-assessments/<uuid:pk>/template/", external.template, name="external-template"),
    path("external-assessments/<uuid:pk>/upload/", external.upload, name="external-upload"),
    path("external-assessments/<uuid:pk>/files/<uuid:file>/", external.file_get, name="external-file"),
    path("external-assessments/<uuid:pk>/<slug:step>/", external.external_step, name="external-step"),
    path("center-assessments/", centers.center_list, name="centers"),
    path("center-assessments/new/", centers.scheme_new, name="scheme-new"),
    path("center-assessments/schemes/<uuid:pk>/publish/", centers.scheme_publish, name="scheme-publish"),
    path("center-assessments/schemes/<uuid:pk>/withdraw/", centers.scheme_withdraw, name="scheme-withdraw"),
    path("center-assessments/<uuid:pk>/", centers.center, name="center"),
]
