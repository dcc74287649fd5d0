from django.urls import path

from neighborhoods.views import estates, households, people

app_name = "neighborhoods"
urlpatterns = [
    path("households/", households.household_list, name="list"),
    path("households/find/", households.household_find, name="find"),
    path("households/export/", households.household_export, name="export"),
    path("households/<uuid:pk>/", households.household, name="household"),
    path("households/<uuid:pk>/edit/", households.household_edit, name="household-edit"),
    path("households/<uuid:pk>/close/", households.household_close, name="household-close"),
    path("households/<uuid:pk>/residents/new/", people.resident_new, name="resident-new"),
    path("residents/<uuid:pk>/edit/", people.resident_edit, name="resident-edit"),
    path("residents/<uuid:pk>/move-out/", people.move_out, name="move-out"),
    path("residents/<uuid:pk>/reveal/", people.reveal, name="reveal"),
    path("residents/<uuid:pk>/key-person/", people.key_person, name="key-person"),
    path("key-persons/<uuid:pk>/delist/", people.delist, name="delist"),
    path("estates/", estates.estate_list, name="estates"),
    path("estates/new/", estates.estate_new, name="estate-new"),
    path("estates/<uuid:pk>/", estates.estate, name="estate"),
    path("estates/<uuid:pk>/edit/", estates.estate_edit, name="estate-edit"),
    path("estates/<uuid:pk>/buildings/new/", estates.building_new, name="building-new"),
    path("buildings/<uuid:pk>/edit/", estates.building_edit, name="building-edit"),
    path("buildings/<uuid:pk>/households/new/", estates.household_new, name="household-new"),
]
