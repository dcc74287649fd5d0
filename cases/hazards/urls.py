from __future__ import annotations

from django.urls import path

from cases.hazards.views import detail, duty, lists, points, violations, watches

app_name = "hazards"
urlpatterns = [
    path("hazards/", lists.hazard_list, name="list"),
    path("hazards/export/", lists.hazard_export, name="export"),
    path("hazards/map/", lists.risk_map, name="map"),
    path("hazards/new/", detail.hazard_new, name="new"),
    path("hazards/points/", points.point_list, name="points"),
    path("hazards/points/new/", points.point_new, name="point-new"),
    path("hazards/points/<uuid:pk>/", points.point, name="point"),
    path("hazards/points/<uuid:pk>/edit/", points.point_edit, name="point-edit"),
    path("hazards/points/<uuid:pk>/withdraw/", points.point_withdraw, name="point-withdraw"),
    path("hazards/kinds/", points.kind_list, name="kinds"),
    path("hazards/kinds/standard/", points.kinds_standard, name="kinds-standard"),
    path("hazards/kinds/<int:pk>/", points.kind_edit, name="kind"),
    path("hazards/<uuid:pk>/", detail.hazard, name="hazard"),
    path("hazards/<uuid:pk>/photos/", detail.photo_new, name="photo-new"),
    path("hazards/<uuid:pk>/photos/<uuid:file>/", detail.photo, name="photo"),
    path("hazards/<uuid:pk>/case/", detail.hazard_case, name="case"),
    path("hazards/<uuid:pk>/<slug:step>/", detail.hazard_step, name="step"),
    path("duty/", duty.overview, name="duty"),
    path("duty/crises/", duty.crisis_list, name="crises"),
    path("duty/crises/new/", duty.crisis_new, name="crisis-new"),
    path("duty/crises/<uuid:pk>/", duty.crisis, name="crisis"),
    path("duty/crises/<uuid:pk>/<slug:step>/", duty.crisis_step, name="crisis-step"),
    path("duty/watches/", watches.watch_list, name="watches"),
    path("duty/watches/new/", watches.watch_new, name="watch-new"),
    path("duty/watches/<uuid:pk>/", watches.watch, name="watch"),
    path("duty/watches/<uuid:pk>/<slug:step>/", watches.watch_step, name="watch-step"),
    path("violations/", violations.violation_list, name="violations"),
    path("violations/new/", violations.violation_new, name="violation-new"),
    path("violations/<uuid:pk>/", violations.violation, name="violation"),
    path("violations/<uuid:pk>/<slug:step>/", violations.violation_step, name="violation-step"),
]
