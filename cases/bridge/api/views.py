"""Platforms as their districts see them; and what a platform itself sends, signed."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from cases.bridge.actions import receiving
from cases.bridge.api.authentication import IsPlatform, SignedPlatform
from cases.bridge.api.serializers import BothNumbers, PlatformRow, TheirCase, TheirEvent
from cases.bridge.filters import PlatformFilter
from cases.bridge.models import Crossing, Platform
from governance.api.errors import Refusal
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Asking

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
