from __future__ import annotations

from django.urls import path

from cases.intake.views import following, hotline, reporting, sensors

app_name = "intake"
urlpatterns = [
    path("hotline/", hotline.batch_list, name="batches"),
    path("hotline/template/", hotline.template, name="template"),
    path("hotline/<uuid:pk>/", hotline.batch, name="batch"),
    path("hotline/<uuid:pk>/decide/", hotline.batch_decide, name="decide"),
    path("hotline/<uuid:pk>/import/", hotline.batch_import, name="import"),
    path("sensors/", sensors.sensor_list, name="sensors"),
    path("sensors/new/", sensors.sensor_new, name="sensor-new"),
    path("sensors/<uuid:pk>/", sensors.sensor_detail, name="sensor"),
    path("sensors/<uuid:pk>/edit/", sensors.sensor_edit, name="sensor-edit"),
    path("sensors/<uuid:pk>/secret/", sensors.sensor_secret, name="sensor-secret"),
    path("public/report/", reporting.report, name="report"),
    path("public/report/near/", reporting.near, name="near"),
    path("public/report/support/<uuid:pk>/", reporting.support, name="support"),
    path("public/report/<str:secret>/", following.follow, name="follow"),
    path("public/report/<str:secret>/say/", following.say, name="say"),
]
