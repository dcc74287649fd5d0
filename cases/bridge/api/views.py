"""Platforms as their districts see them; and what a platform itself sends, signed."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from cases.bridge.actions import crossings, receiving
from cases.bridge.api.authentication import IsPlatform, SignedPlatform
from cases.bridge.api.serializers import BothNumbers, CrossingRow, DeliveryRow, PlatformRow, TheirCase, TheirEvent
from cases.bridge.filters import CrossingFilter, DeliveryFilter, PlatformFilter
from cases.bridge.models import Crossing, Delivery, Platform
from governance.access.scoping import can
from governance.api.errors import Refusal
from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Asking, Steps

SIGNED: dict[str, Any] = {
    "authentication_classes": [SignedPlatform],
    "permission_classes": [IsPlatform],
    "detail": True,
    "methods": ["post"],
}


class PlatformViewSet(Asking, ScopedViewSet):
    """对接平台。`cases` 和 `events` 由对方平台签名调用，不用令牌。"""

    queryset = Platform.objects.all()
    serializer_class = PlatformRow
    filterset_class = PlatformFilter
    ordering = "name"
    ordering_fields = ("name",)

    @extend_schema(request=TheirCase, responses={200: BothNumbers, 201: BothNumbers})
    @action(url_path="cases", **SIGNED)
    def take_case(self, request: Any, **kwargs: Any) -> HttpResponse:
        """对方转来一件工单：201 新登记，200 这个编号已经登记过。"""
        platform = request.auth
        if not platform.sends:
            raise Refusal(409, "这个平台只接收转出，不转入工单。")
        asked = {name: value for name, value in self.ask(TheirCase).items() if name not in ("id", "version")}
        crossing, new = receiving.take_case(platform, **asked)
        return _numbers(crossing, status=201 if new else 200)

    @extend_schema(request=TheirEvent, responses={200: BothNumbers})
    @action(url_path="events", **SIGNED)
    def take_event(self, request: Any, **kwargs: Any) -> HttpResponse:
        """对方告知一件互转工单的进展。同一事件编号重发，只办一次。"""
        asked = {
            name: value
            for name, value in self.ask(TheirEvent).items()
            if name not in ("version", "at", "step", "state")
        }
        return _numbers(receiving.take_event(request.auth, **asked))


def _numbers(crossing: Crossing, *, status: int = 200) -> HttpResponse:
    body = {"number": crossing.case.number, "your_number": crossing.outside_number, "state": crossing.state}
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


class CrossingViewSet(ScopedViewSet):
    """平台互转：一件工单在两个平台上的编号和进展。办理在工单页面上。"""

    queryset = Crossing.objects.all()
    serializer_class = CrossingRow
    filterset_class = CrossingFilter
    ordering_fields = ("recorded_at",)
    ordering = "-recorded_at"


class DeliveryViewSet(Steps, ScopedViewSet):
    """送达：发往对方平台或推送地址的每一条，和没送到的原因。`retry` 马上再发一次。"""

    queryset = Delivery.objects.all()
    serializer_class = DeliveryRow
    filterset_class = DeliveryFilter
    ordering_fields = ("recorded_at",)
    ordering = "-recorded_at"
    labels: ClassVar[dict[str, str]] = {"retry": "重新发送"}
    steps: ClassVar[dict[str, Any]] = {"retry": (Nothing, crossings.retry)}

    @classmethod
    def may(cls, verb: str) -> str:
        return "bridge.change_delivery"

    def allowed_steps(self, row: Delivery) -> list[str]:
        return ["retry"] if row.delivered_at is None and can(self.request.user, self.may("retry"), row) else []

    def detail_fields(self, row: Delivery) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
