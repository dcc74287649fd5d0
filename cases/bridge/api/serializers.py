"""What the other platform may say, and what it is told."""

from __future__ import annotations

from rest_framework import serializers

from cases.bridge.models import Crossing, Delivery, Platform
from governance.api.fields import Question

NUMBER = 40


class PlatformRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    department = serializers.CharField(source="department.code", allow_null=True, help_text="代表该平台的承办部门代码")

    class Meta:
        model = Platform
        fields = ["id", "code", "name", "division", "direction", "department", "active", "failing_since", "version"]


class CrossingRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    number = serializers.CharField(source="case.number", help_text="本平台的工单号")
    case = serializers.UUIDField(source="case_id")
    platform = serializers.UUIDField(source="platform_id")

    class Meta:
        model = Crossing
        fields = [
            "id", "case", "number", "platform", "outside_number", "direction", "division", "state", "outcome", "result",
            "recorded_at", "sent_at", "accepted_at", "returned_at", "closed_at", "version",
        ]  # fmt: skip


class DeliveryRow(serializers.ModelSerializer):
    """内容不列：它是给对方看的。"""

    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    crossing = serializers.UUIDField(source="crossing_id", allow_null=True, help_text="属于哪一件互转")
    webhook = serializers.UUIDField(source="webhook_id", allow_null=True, help_text="或发往哪个推送地址")

    class Meta:
        model = Delivery
        fields = [
            "id", "crossing", "webhook", "topic", "division", "attempts", "status", "error", "recorded_at", "next_try_at",
            "delivered_at", "given_up_at", "version",
        ]  # fmt: skip


class TheirCase(Question):
    """多出的字段会被拒绝，写错的名字不会悄悄丢掉。"""

    id = serializers.CharField(max_length=64, required=False, help_text="发送编号；同一件工单以 number 为准")
    version = serializers.IntegerField(required=False, min_value=1, max_value=1)
    number = serializers.CharField(max_length=NUMBER, help_text="对方编号，同一编号只登记一次")
    category = serializers.CharField(max_length=40, help_text="对方的类别代码，按对照表换成本平台的")
    title = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    division = serializers.CharField(
        max_length=12, required=False, allow_blank=True, help_text="12 位区划代码，不填归平台所属区划"
    )
    opened_at = serializers.DateTimeField(required=False)
    due_at = serializers.DateTimeField(required=False, allow_null=True, help_text="对方要求的办结时间")


class TheirEvent(Question):
    id = serializers.CharField(max_length=64, help_text="事件编号，同一编号只办一次")
    version = serializers.IntegerField(required=False, min_value=1, max_value=1)
    event = serializers.CharField(
        max_length=40, help_text="accepted progress returned refused rework closed withdrawn note，或对照表里对方的状态"
    )
    number = serializers.CharField(max_length=NUMBER, help_text="对方编号")
    your_number = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="本平台的工单号")
    at = serializers.DateTimeField(required=False)
    step = serializers.CharField(max_length=20, required=False, allow_blank=True)
    state = serializers.CharField(max_length=20, required=False, allow_blank=True)
    outcome = serializers.ChoiceField([("done", "已办理"), ("refused", "不予办理")], required=False, allow_blank=True)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="办理情况或理由")


class BothNumbers(serializers.Serializer):
    """`number` 是本平台的编号，`your_number` 是对方的。"""

    number = serializers.CharField()
    your_number = serializers.CharField()
    state = serializers.CharField(help_text="local sent accepted returned closed")
