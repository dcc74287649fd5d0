"""`inspections` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from governance.access.models import Division
from governance.access.scoping import can
from governance.api.fields import Nothing, Question, ScopedRelatedField, WithReason
from governance.api.rows import computed
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from governance.flow.machine import StepForbidden
from indices.plans.actions import inspections
from indices.plans.filters import InspectionFilter
from indices.plans.flows import INSPECTION
from indices.plans.models import Finding, Inspection

COLUMNS = (
    "number",
    "topic",
    "text",
    "verdict",
    "note",
    "due_on",
    "answer",
    "answered_at",
    "returned",
    "return_reason",
    "passed_at",
)
FINDINGS = ArraySubquery(
    Finding.objects.filter(inspection=OuterRef("pk"))
    .order_by("number")
    .values(one=JSONObject(**{name: name for name in COLUMNS}))
)


class FindingOut(serializers.ModelSerializer):
    class Meta:
        model = Finding
        fields = COLUMNS


class InspectionRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    inspector = serializers.CharField(source="inspector.name", allow_null=True)
    findings = computed(FindingOut(many=True), FINDINGS)

    class Meta:
        model = Inspection
        fields = [
            "id", "division", "title", "planned_on", "inspector", "companions", "state", "visited_on", "rectify_due_on", "rechecked_at",
            "report", "reported_at", "findings", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewInspection(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="居委或街镇")
    title = serializers.CharField(max_length=80)
    planned_on = serializers.DateField()
    companions = serializers.CharField(max_length=120, required=False, allow_blank=True)


class VerdictIn(Question):
    number = serializers.IntegerField(min_value=1, max_value=32767)
    verdict = serializers.ChoiceField(Finding.Verdict.choices[1:])
    note = serializers.CharField(max_length=400, required=False, allow_blank=True, help_text="不合格的须写明")


class ToRecordVisit(Question):
    visited_on = serializers.DateField()
    verdicts = VerdictIn(many=True, help_text="每一项标准一个结果")


class ToRectifyFindings(Question):
    due_on = serializers.DateField(help_text="整改期限")


class ToSendFindingsBack(Question):
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=32767), help_text="退回哪几项"
    )
    reason = serializers.CharField(max_length=400)


class ToReportOn(Question):
    report = serializers.CharField(max_length=2000, help_text="督导结论")


class ToAnswerFinding(Question):
    number = serializers.IntegerField(min_value=1, max_value=32767)
    answer = serializers.CharField(max_length=1000, help_text="整改情况")


def visit(inspection: Inspection, *, by: Any, visited_on: Any, verdicts: Any) -> Inspection:
    told = {one["number"]: (one["verdict"], one.get("note", "")) for one in verdicts}
    return inspections.visit(inspection, by=by, visited_on=visited_on, verdicts=told)


class InspectionViewSet(Creatable, Steps, ScopedViewSet):
    """督导检查。照片在页面上传。"""

    queryset = Inspection.objects.standing()
    serializer_class = InspectionRow
    filterset_class = InspectionFilter
    ordering_fields = ("planned_on", "pk")
    ordering = "-planned_on"
    create_question = NewInspection
    flow = INSPECTION
    steps: ClassVar[dict[str, Any]] = {
        "visit": (ToRecordVisit, visit), "rectify": (ToRectifyFindings, inspections.rectify), "return": (ToSendFindingsBack, inspections.send_back),
        "recheck": (Nothing, inspections.recheck), "report": (ToReportOn, inspections.report),
        "withdraw": (WithReason, inspections.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Inspection:
        return inspections.plan_inspection(id=id, by=by, **asked)

    def detail_fields(self, row: Inspection) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=ToAnswerFinding, responses=InspectionRow)
    @action(detail=True, methods=["post"], url_path="answer-finding")
    def answer_finding(self, request: Any, **kwargs: Any) -> HttpResponse:
        """答复一项整改。"""
        row = self.get_object()
        if not can(request.user, "plans.rectify_inspection", row):
            raise StepForbidden("您没有答复整改的权限。")
        given = self.ask(ToAnswerFinding)
        finding = row.findings.filter(number=given["number"]).first()
        if finding is None:
            raise ValidationError({"number": "没有这一项。"})
        inspections.answer(finding, by=request.user, answer=given["answer"])
        return self.answer(row)
