from __future__ import annotations

from django.urls import path

from cases.creations.views import creations, patrols, rivers

app_name = "creations"
urlpatterns = [
    path("creations/", creations.creation_list, name="list"),
    path("creations/new/", creations.creation_new, name="new"),
    path("creations/<uuid:pk>/", creations.creation, name="creation"),
    path("creations/<uuid:pk>/<slug:step>/", creations.creation_step, name="step"),
    path("rivers/", rivers.river_list, name="rivers"),
    path("rivers/new/", rivers.river_new, name="river-new"),
    path("rivers/<uuid:pk>/", rivers.river, name="river"),
    path("rivers/<uuid:pk>/edit/", rivers.river_edit, name="river-edit"),
    path("rivers/<uuid:pk>/end/", rivers.river_end, name="river-end"),
    path("rivers/<uuid:pk>/patrols/", patrols.patrol_new, name="patrol-new"),
    path("patrols/<uuid:pk>/withdraw/", patrols.patrol_withdraw, name="patrol-withdraw"),
]
