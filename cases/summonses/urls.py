from __future__ import annotations

from django.urls import path

from cases.summonses.views import detail, lists

app_name = "summonses"
urlpatterns = [
    path("summonses/", lists.summons_list, name="list"),
    path("summonses/export/", lists.summons_export, name="export"),
    path("summonses/new/", detail.summons_new, name="new"),
    path("summonses/rates/", lists.rates, name="rates"),
    path("summonses/rates/export/", lists.rates_export, name="rates-export"),
    path("summonses/clock/", lists.clock, name="clock"),
    path("summonses/<uuid:pk>/", detail.summons_detail, name="summons"),
    path("summonses/<uuid:pk>/files/<uuid:file>/", detail.summons_file, name="file"),
    path("summonses/<uuid:pk>/<slug:step>/", detail.summons_step, name="step"),
]
