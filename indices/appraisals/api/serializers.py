"""Out is a row's columns; in is a question."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from indices.appraisals.models import Adjustment, Appraisal, AppraisalRow, ExternalAssessment
from indices.appraisals.rules import Grade, Part

CODE = "12 位区划代码"
POINTS: dict[str, Any] = {"min_value": 0, "max_value": 100}


class AppraisalOut(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    weights = serializers.JSONField(help_text="各月权重，如 {'2026-10': 1}")
    gates = serializers.JSONField(help_text="门槛：key title kind code floor cap")

    class Meta:
        model = Appraisal
        fields = [
            "id", "title", "division", "level", "year", "part", "state", "weights", "gates", "grading", "line_excellent", "line_good",
            "line_pass", "share_excellent", "share_good", "bonus_limit", "deduction_limit", "note", "issued_at", "self_due_on",
            "frozen_at", "appeals_until", "published_at", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class AppraisalRowOut(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    appraisal = serializers.UUIDField(source="appraisal_id")
    title = serializers.CharField(source="appraisal.title")
    figures = serializers.JSONField(help_text="核定时固定的依据：各月的得分和计算编号")

    class Meta:
        model = AppraisalRow
        fields = [
            "id", "appraisal", "title", "division", "state", "target", "agrees", "said", "evidence", "assessed_at", "corrected", "finding",
            "verified_at", "appeal", "appealed_at", "upheld", "answer", "appeal_points", "answered_at", "figures", "computed", "score",
            "grade", "rank", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewAppraisal(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="考核单位：区或街镇")
    year = serializers.IntegerField(min_value=2020, max_value=2099)
    part = serializers.ChoiceField(Part.choices, required=False)
    title = serializers.CharField(max_length=60, required=False, allow_blank=True)
    weights = serializers.DictField(child=serializers.FloatField(**POINTS), required=False, help_text="默认各月都是 1")
    grading = serializers.ChoiceField(Appraisal.Grading.choices, required=False)
    line_excellent = serializers.FloatField(required=False, **POINTS)
    line_good = serializers.FloatField(required=False, **POINTS)
    line_pass = serializers.FloatField(required=False, **POINTS)
    share_excellent = serializers.FloatField(required=False, **POINTS)
    share_good = serializers.FloatField(required=False, **POINTS)
    bonus_limit = serializers.FloatField(required=False, **POINTS)
    deduction_limit = serializers.FloatField(required=False, **POINTS)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ToTarget(Question):
    targets = serializers.DictField(
        child=serializers.FloatField(allow_null=True, **POINTS), help_text="区划代码: 目标值"
    )


class ToGate(Question):
    title = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField([("score", "得分低于"), ("value", "实际值低于"), ("event", "发生某件事")])
    code = serializers.CharField(max_length=12, required=False, allow_blank=True)
    floor = serializers.FloatField(required=False, allow_null=True)
    cap = serializers.ChoiceField([(Grade.PASS.value, "合格"), (Grade.FAIL.value, "不合格")])


class ToIssue(Question):
    self_due_on = serializers.DateField()


class ToSettle(Question):
    appeals_until = serializers.DateTimeField()


class ToAssessSelf(Question):
    agrees = serializers.BooleanField(help_text="系统里的数据都对")
    said = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    evidence = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ToVerify(Question):
    corrected = serializers.FloatField(required=False, allow_null=True, help_text="与指数不一致时的核定得分", **POINTS)
    finding = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class ToAppeal(Question):
    appeal = serializers.CharField(max_length=1000)


class ToReject(Question):
    answer = serializers.CharField(max_length=1000)


class ToUphold(ToReject):
    points = serializers.FloatField(min_value=-100, max_value=100)


class ToAdjust(Question):
    kind = serializers.ChoiceField(Adjustment.Kind.choices)
    points = serializers.FloatField(required=False, **POINTS)
    gate = serializers.CharField(max_length=8, required=False, allow_blank=True, help_text="门槛的 key")
    reason = serializers.CharField(max_length=400)
    evidence = serializers.CharField(max_length=400, required=False, allow_blank=True)


class ExternalOut(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    accepted_by = serializers.CharField(source="accepted_by.name", allow_null=True)
    dimensions = serializers.JSONField()

    class Meta:
        model = ExternalAssessment
        fields = [
            "id", "title", "body", "division", "level", "since", "until", "state", "method", "sample", "commissioned_on", "due_on",
            "delivery", "delivered_at", "dimensions", "digest", "opinion", "accepted_by", "accepted_at", "published_at", "recorded_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class NewExternal(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="委托单位：区或街镇")
    title = serializers.CharField(max_length=80)
    body = serializers.CharField(max_length=80)
    level = serializers.ChoiceField([("subdistrict", "街镇"), ("committee", "居村")])
    since = serializers.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", help_text="2026-01")
    until = serializers.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", help_text="2026-06")
    method = serializers.CharField(max_length=1000)
    sample = serializers.CharField(max_length=400, required=False, allow_blank=True)
    commissioned_on = serializers.DateField(required=False, help_text="默认今天")
    due_on = serializers.DateField(required=False, allow_null=True)


class UnitScore(Question):
    division = serializers.CharField(max_length=12, help_text=CODE)
    score = serializers.FloatField(**POINTS)
    parts = serializers.DictField(child=serializers.FloatField(**POINTS), required=False)


class ToDeliver(Question):
    scores = UnitScore(many=True, allow_empty=False, max_length=2000)  # type: ignore[call-arg]  # of the list


class ToReturnDelivery(Question):
    reason = serializers.CharField(max_length=400)


class ToAccept(Question):
    opinion = serializers.CharField(max_length=400)
