"""`visit-plans`, `receptions` and `handovers`."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers

from governance.access.models import Division
from governance.access.scoping import can
from governance.api.fields import Nothing, Question, ScopedRelatedField, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.models import KeyPerson
from visits.actions import plans, receptions
from visits.filters import HandoverFilter, PlanFilter, ReceptionFilter
from visits.flows import HANDOVER, RECEPTION
from visits.models import Audience, Handover, Plan, Reception
from visits.selectors.labels import label_at

DAYS: dict[str, Any] = {"min_value": 1, "max_value": 1000}


class PlanRow(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    label = serializers.CharField(source="label.code")  # type: ignore[assignment]  # a column
    audience = serializers.ChoiceField(choices=Audience.choices)
    kinds = serializers.ListField(child=serializers.CharField())
    interval = serializers.IntegerField(help_text="多少天内走访一次")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    division = serializers.CharField(source="division_id")
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class PlanEdit(Question):
    name = serializers.CharField(max_length=60)
    interval = serializers.IntegerField(**DAYS)
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KeyPerson.Kind.choices), max_length=10)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class NewPlan(Question):
    """What is left out is as the label has it."""

    division = ScopedRelatedField(queryset=Division.objects.all())
    label = serializers.SlugField(max_length=40, help_text="计划类型的代码，取范围所用的最近一级")  # type: ignore[assignment]  # a field
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    interval = serializers.IntegerField(**DAYS, required=False, allow_null=True, default=None)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KeyPerson.Kind.choices), max_length=10, required=False, allow_null=True, default=None
    )  # fmt: skip
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)


class PlanViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """走访计划。区和街道安排，下级都按它走访；`end` 今天结束。"""

    queryset = Plan.objects.all()
    serializer_class = PlanRow
    filterset_class = PlanFilter
    ordering_fields = ("starts_on",)
    ordering = "-starts_on"
    create_question, edit_question = NewPlan, PlanEdit
    steps: ClassVar = {"end": (Nothing, plans.end_plan)}

    @classmethod
    def may(cls, verb: str) -> str:
        return super().may("change" if verb == "end" else verb)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Plan:
        division, code = asked.pop("division"), asked.pop("label")
        return plans.make_plan(division, by=by, id=id, label=label_at(division.code, code), **asked)

    def change(self, row: Plan, asked: dict[str, Any], *, by: Any) -> Plan:
        return plans.change_plan(row, by=by, **asked)

    def detail_fields(self, row: Plan) -> dict[str, Any]:
        ends = (
            can(self.request.user, self.may("end"), row)
            and not row.is_over(timezone.localdate())
            and not row.withdrawn_at
        )
        return {"allowed_steps": ["end"] if ends else []}


class ReceptionRow(serializers.Serializer):
    id = serializers.UUIDField()
    visit = serializers.UUIDField(source="visit_id")
    receiver = serializers.CharField(source="receiver.username")
    state = serializers.ChoiceField(choices=Reception.State.choices)
    due_at = serializers.DateTimeField()
    answer = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    division = serializers.CharField(source="division_id")


class ReplyQuestion(Question):
    answer = serializers.CharField(max_length=200)


class ReceptionViewSet(Steps, ScopedViewSet):
    """首问接待。随接待方式的走访产生，首问人答复。"""

    queryset = Reception.objects.all()
    serializer_class = ReceptionRow
    filterset_class = ReceptionFilter
    ordering_fields = ("due_at",)
    ordering = "due_at"
    flow = RECEPTION
    steps: ClassVar = {"answer": (ReplyQuestion, receptions.answer)}

    def detail_fields(self, row: Reception) -> dict[str, Any]:
        return {"allowed_steps": [] if row.withdrawn_at else self.allowed_steps(row)}


class HandoverRow(serializers.Serializer):
    id = serializers.UUIDField()
    matter = serializers.CharField()
    department = serializers.CharField(source="department.code", allow_null=True)
    taker = serializers.CharField(source="taker.username", allow_null=True)
    state = serializers.ChoiceField(choices=Handover.State.choices)
    recorded_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    division = serializers.CharField(source="division_id")


class HandoverViewSet(Steps, ScopedViewSet):
    """首问移交。接手的一方确认或退回。"""

    queryset = Handover.objects.all()
    serializer_class = HandoverRow
    filterset_class = HandoverFilter
    ordering_fields = ("recorded_at",)
    ordering = "-recorded_at"
    flow = HANDOVER
    steps: ClassVar = {"confirm": (Nothing, receptions.confirm), "return": (WithReason, receptions.give_back)}

    def detail_fields(self, row: Handover) -> dict[str, Any]:
        return {"allowed_steps": [] if row.withdrawn_at else self.allowed_steps(row)}
