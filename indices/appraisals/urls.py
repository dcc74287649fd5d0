from __future__ import annotations

app_name = "appraisals"
urlpatterns: list = []
