from __future__ import annotations

from django.urls import path, register_converter

from cases.bridge.views import crossings, peers


class Peers:
    regex = "platforms|webhooks"

    def to_python(self, text: str) -> str:
        return text

    def to_url(self, kind: str) -> str:
        return kind


register_converter(Peers, "peers")

app_name = "bridge"
urlpatterns = [
    path("bridge/", peers.peer_list, name="peers"),
    path("bridge/crossings/", crossings.crossing_list, name="crossings"),
    path("bridge/crossings/<uuid:pk>/<slug:step>/", crossings.crossing_step, name="crossing-step"),
    path("bridge/cases/<uuid:pk>/send/", crossings.case_send, name="send"),
    path("bridge/deliveries/<uuid:pk>/retry/", crossings.delivery_retry, name="retry"),
    path("bridge/webhooks/<uuid:pk>/test/", peers.webhook_test, name="test"),
    path("bridge/<peers:kind>/new/", peers.peer_new, name="new"),
    path("bridge/<peers:kind>/<uuid:pk>/", peers.peer_detail, name="peer"),
    path("bridge/<peers:kind>/<uuid:pk>/edit/", peers.peer_edit, name="edit"),
    path("bridge/<peers:kind>/<uuid:pk>/rotate/", peers.peer_rotate, name="rotate"),
    path("bridge/<peers:kind>/<uuid:pk>/switch/", peers.peer_switch, name="switch"),
]
