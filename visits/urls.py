from django.urls import path

from visits.views import needs, today, visits

app_name = "visits"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("visits/", visits.visit_list, name="list"),
    path("visits/new/", visits.new, name="new"),
    path("visits/<uuid:pk>/", visits.visit_detail, name="visit"),
    path("visits/<uuid:pk>/withdraw/", visits.visit_withdraw, name="withdraw"),
    path("needs/", needs.need_list, name="needs"),
    path("needs/<uuid:pk>/", needs.need_detail, name="need"),
    path("needs/<uuid:pk>/resolve/", needs.need_resolve, name="need-resolve"),
    path("needs/<uuid:pk>/follow-up/", needs.need_follow_up, name="need-follow-up"),
]
