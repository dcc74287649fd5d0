"""`index-objections` over REST: what communities object to while an index stands open to it, and the answers."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from indices.actions import objections
from indices.filters import ObjectionFilter
from indices.flows import OBJECTION
from indices.models import IndexRun, Objection


class ObjectionRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    run = serializers.UUIDField(source="run_id", help_text="公示的那次计算")
    period = serializers.CharField(source="run.period")
    answered_by = serializers.CharField(source="answered_by.name", allow_null=True)

    class Meta:
        model = Objection
        fields = [
            "id", "run", "period", "division", "indicator", "text", "state", "answer", "answered_by", "answered_at", "recorded_at", "version",
        ]  # fmt: skip


class NewObjection(Question):
    run = ScopedRelatedField(queryset=IndexRun.objects.all(), help_text="公示中的计算")
    division = ScopedRelatedField(queryset=Division.objects.all())
    indicator = serializers.CharField(max_length=12, required=False, allow_blank=True, help_text="空为整个得分")
    text = serializers.CharField(max_length=1000)


class ToAnswerObjection(Question):
    text = serializers.CharField(max_length=1000)


class ObjectionViewSet(Creatable, Steps, ScopedViewSet):
    """指数异议：公示期内提出，区里答复成立或不成立。"""

    queryset = Objection.objects.standing()
    serializer_class = ObjectionRow
    filterset_class = ObjectionFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = NewObjection
    flow = OBJECTION
    steps: ClassVar[dict[str, Any]] = {
        "uphold": (ToAnswerObjection, objections.uphold),
        "reject": (ToAnswerObjection, objections.reject),
    }

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Objection:
        return objections.object_to(asked.pop("run"), asked.pop("division"), id=id, by=by, **asked)

    def detail_fields(self, row: Objection) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
