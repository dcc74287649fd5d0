from __future__ import annotations

from django.urls import path

from volunteers.views import hours, people, projects, records, register, shifts, units

app_name = "volunteers"
urlpatterns = [
    path("volunteers/", people.volunteer_list, name="list"),
    path("volunteers/new/", register.volunteer_new, name="new"),
    path("volunteers/units/", units.network, name="units"),
    path("volunteers/units/new/", units.unit_new, name="unit-new"),
    path("volunteers/units/<uuid:pk>/", units.unit_detail, name="unit"),
    path("volunteers/units/<uuid:pk>/edit/", units.unit_edit, name="unit-edit"),
    path("volunteers/units/<uuid:pk>/<slug:step>/", units.unit_step, name="unit-step"),
    path("volunteers/belongings/<uuid:pk>/leave/", people.leave, name="leave"),
    path("volunteers/recognitions/<uuid:pk>/end/", people.end_recognition, name="recognition-end"),
    path("volunteers/projects/", projects.project_list, name="projects"),
    path("volunteers/projects/new/", projects.project_new, name="project-new"),
    path("volunteers/projects/<uuid:pk>/", projects.project_detail, name="project"),
    path("volunteers/projects/<uuid:pk>/edit/", projects.project_edit, name="project-edit"),
    path("volunteers/projects/<uuid:pk>/shifts/new/", shifts.shift_new, name="shift-new"),
    path("volunteers/projects/<uuid:pk>/<slug:step>/", projects.project_step, name="project-step"),
    path("volunteers/shifts/<uuid:pk>/", shifts.shift_detail, name="shift"),
    path("volunteers/shifts/<uuid:pk>/cancel/", shifts.shift_cancel, name="shift-cancel"),
    path("volunteers/shifts/<uuid:pk>/sign-up/", shifts.sign_up, name="sign-up"),
    path("volunteers/records/", records.record_list, name="records"),
    path("volunteers/records/confirm/", records.confirm, name="confirm"),
    path("volunteers/records/<uuid:pk>/", records.record_detail, name="record"),
    path("volunteers/records/<uuid:pk>/<slug:step>/", records.record_step, name="record-step"),
    path("volunteers/hours/", hours.hours, name="hours"),
    path("volunteers/hours/export/", hours.export, name="hours-export"),
    path("volunteers/<uuid:pk>/", people.volunteer_detail, name="volunteer"),
    path("volunteers/<uuid:pk>/edit/", people.volunteer_edit, name="volunteer-edit"),
    path("volunteers/<uuid:pk>/reveal/", people.reveal, name="reveal"),
    path("volunteers/<uuid:pk>/join/", people.join, name="join"),
    path("volunteers/<uuid:pk>/recognize/", people.recognize, name="recognize"),
    path("volunteers/<uuid:pk>/<slug:step>/", people.volunteer_step, name="volunteer-step"),
]
