"""`sensor-events`: written by sensors, each request signed with the sensor's own secret; read by people and programs."""

from __future__ import annotations

import math
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from cases.intake.actions import sensors
from cases.intake.filters import SensorEventFilter
from cases.intake.models import SensorEvent
from governance.api.errors import Refusal
from governance.api.fields import Question
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Asking


class EventRow(serializers.ModelSerializer):
    sensor = serializers.CharField(source="sensor.code", help_text="传感器编号")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    case = serializers.CharField(source="case.number", allow_null=True, help_text="工单号")

    class Meta:
        model = SensorEvent
        fields = ["id", "sensor", "event", "at", "value", "text", "outcome", "case", "division", "recorded_at"]


class NewEvent(Question):
    event = serializers.CharField(max_length=80, help_text="事件编号；同一传感器同一编号只记一次")
    at = serializers.DateTimeField(help_text="发生时间，带时区")
    value = serializers.FloatField(required=False, allow_null=True, help_text="读数")
    text = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate_value(self, value: float | None) -> float | None:
        if value is not None and not math.isfinite(value):
            raise serializers.ValidationError("读数应为数字。")
        return value


class Received(serializers.Serializer):
    """What a sensor learns: no more than what came of its event."""

    id = serializers.UUIDField()
    event = serializers.CharField()
    outcome = serializers.ChoiceField(SensorEvent.Outcome.choices)
    case = serializers.CharField(allow_null=True)


def _header(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=text)


class SensorEventViewSet(Asking, ScopedViewSet):
    """感知事件。上报须签名：`X-Sensor` 传感器编号、`X-Sensor-Timestamp` 当前秒数、`X-Sensor-Signature`
    为 `HMAC-SHA256(密钥, "<秒数>." + 请求体)` 的十六进制；与服务器时间相差不得超过 5 分钟。
    """

    queryset = SensorEvent.objects.all()
    serializer_class = EventRow
    filterset_class = SensorEventFilter
    ordering_fields = ("at",)
    ordering = "-at"
    create_question = NewEvent

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Read at once, so that the signature is of the very bytes that were sent."""
        if request.method == "POST":
            _ = request.body
        return super().initialize_request(request, *args, **kwargs)

    def get_authenticators(self) -> list[Any]:
        """A sensor is nobody's account."""
        return [] if self.request and self.request.method == "POST" else super().get_authenticators()

    def get_permissions(self) -> Any:
        return [] if self.request and self.request.method == "POST" else super().get_permissions()

    @extend_schema(
        auth=[], responses={200: Received, 201: Received}, parameters=[
            _header("X-Sensor", "传感器编号。"), _header("X-Sensor-Timestamp", "当前时间，1970 年以来的秒数。"),
            _header("X-Sensor-Signature", "签名，十六进制。"),
        ],
    )  # fmt: skip
    def create(self, request: Any) -> HttpResponse:
        """上报一个事件。新的 201；同一编号再发 200，不重复计数。"""
        try:
            sensor = sensors.signed(request.headers, request._request.body, now=timezone.now())
        except sensors.BadSignature:
            raise Refusal(401, "签名不对、已过时，或没有这个传感器。") from None
        row, is_new = sensors.receive(sensor, **self.ask(NewEvent))
        told = {
            "id": str(row.pk),
            "event": row.event,
            "outcome": row.outcome,
            "case": row.case.number if row.case else None,
        }
        return _json(told, 201 if is_new else 200)


def _json(told: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(orjson.dumps(told), status=status, content_type="application/json")
