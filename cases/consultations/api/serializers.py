"""Out is a row's columns; in is a question."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import Now
from rest_framework import serializers

from cases.consultations.models import Consultation, Duty
from cases.consultations.selectors import duty_condition
from cases.models import Case
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed

CODE = "部门代码，取会商区划可用的"
LATE = ExpressionWrapper(duty_condition("overdue", Now()), output_field=BooleanField())


class ConsultationRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Consultation
        fields = [
            "id", "number", "title", "description", "division", "state", "raised_at", "answer_due_at", "held_at", "place", "on_site",
            "others", "proceedings", "decision", "minuted_at", "closed_at", "withdrawn_at", "version",
        ]  # fmt: skip


class DutyRow(serializers.ModelSerializer):
    consultation = serializers.UUIDField(source="consultation_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    department = serializers.CharField(source="department.code", help_text="责任部门代码")
    overdue = computed(serializers.BooleanField(help_text="过了时限还没有报告完成"), LATE)

    class Meta:
        model = Duty
        fields = [
            "id", "consultation", "ordinal", "division", "department", "task", "due_at", "state", "overdue", "fulfilled_at", "result",
            "returns", "passed_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewConsultation(Question):
    cases = serializers.ListField(
        child=ScopedRelatedField(queryset=Case.objects.all()), min_length=1, max_length=50, help_text="工单的 id"
    )
    title = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)


def _departments(**more: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=40), max_length=20, help_text=CODE, **more)


class ToConsult(Question):
    departments = _departments(min_length=1)
    answer_due_at = serializers.DateTimeField()


class ToAnswer(Question):
    opinion = serializers.CharField(max_length=1000)
    department = serializers.CharField(max_length=40, required=False, help_text="答复的人管几个部门时须写明")


class ToHoldMeeting(Question):
    held_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120)
    came = _departments(required=False)
    on_site = serializers.BooleanField(default=False, help_text="一线工作法：在现场会审")
    others = serializers.CharField(max_length=200, required=False, allow_blank=True)
    proceedings = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class ACharge(Question):
    department = serializers.CharField(max_length=40, help_text=CODE)
    task = serializers.CharField(max_length=300)
    due_on = serializers.DateField()


class ToMinute(Question):
    decision = serializers.CharField(max_length=4000)
    duties = ACharge(many=True)


class WithTheResult(Question):
    result = serializers.CharField(max_length=1000)
