from django.urls import path

from visits.offline import views

app_name = "offline"
urlpatterns = [
    path("offline/", views.shell, name="shell"),
    path("offline/bundle/", views.bundle, name="bundle"),
    path("offline/session/", views.session, name="session"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
