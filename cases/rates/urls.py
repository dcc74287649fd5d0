from __future__ import annotations

from django.urls import path

from cases.rates.views import rates

app_name = "rates"
urlpatterns = [
    path("rates/", rates.rates, name="rates"),
    path("rates/rows/", rates.rows, name="rows"),
    path("rates/export/", rates.export, name="export"),
]
