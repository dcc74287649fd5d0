"""Out is a row's columns; in is a question."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import JSONObject, Now
from rest_framework import serializers

from cases.hazards.models import (
    Crisis,
    CrisisStage,
    DutyMode,
    Hazard,
    Rectification,
    RiskKind,
    RiskPoint,
    Violation,
    ViolationAct,
    Watch,
)  # fmt: skip
from cases.hazards.models.point import Level
from cases.models import Case
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField, WithReason
from governance.api.rows import computed

LATE = ExpressionWrapper(
    Q(rectified_at=None, withdrawn_at=None, rectify_due_at__isnull=False, rectify_due_at__lt=Now()), output_field=BooleanField()
)  # fmt: skip
ACTS = ArraySubquery(
    ViolationAct.objects.filter(violation=OuterRef("pk")).order_by("at", "id")
    .values(one=JSONObject(step="step", document="document", on="on", text="text"))
)  # fmt: skip
STAGES = ArraySubquery(
    CrisisStage.objects.filter(crisis=OuterRef("pk")).order_by("since", "id")
    .values(one=JSONObject(stage="stage", mode="mode", since="since", until="until", reason="reason"))
)  # fmt: skip
CODE = "12 位区划代码"


class RiskKindRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="所属区划，12 位")

    class Meta:
        model = RiskKind
        fields = [
            "code", "name", "icon", "order", "active", "plan_latent", "plan_growing", "plan_outbreak", "plan_recovery", "division",
        ]  # fmt: skip


class RiskPointRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    kind = serializers.CharField(source="kind.code", help_text="种类代码")

    class Meta:
        model = RiskPoint
        fields = [
            "id", "kind", "name", "address", "division", "longitude", "latitude", "level", "measures", "recorded_at", "version",
        ]  # fmt: skip


class PointEdit(Question):
    kind = serializers.CharField(max_length=40, help_text="种类代码")
    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=120)
    level = serializers.ChoiceField(Level.choices, required=False)
    measures = serializers.CharField(max_length=400, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)


class NewPoint(PointEdit):
    division = ScopedRelatedField(queryset=Division.objects.all())


class HazardRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    kind = serializers.CharField(source="kind.code", help_text="种类代码")
    point = serializers.UUIDField(source="point_id", allow_null=True)
    case = serializers.UUIDField(source="case_id", allow_null=True)
    department = serializers.CharField(source="department.code", allow_null=True, help_text="责任部门代码，空为居委")
    overdue = computed(serializers.BooleanField(help_text="到期没有整改"), LATE)

    class Meta:
        model = Hazard
        fields = [
            "id", "number", "kind", "title", "description", "address", "longitude", "latitude", "division", "point", "case", "state",
            "level", "department", "found_at", "rectify_due_at", "rectified_at", "overdue", "cleared_at", "result", "recorded_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class NewHazard(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    kind = serializers.CharField(max_length=40, help_text="种类代码，取登记地所用的一级")
    title = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    found_at = serializers.DateTimeField(required=False, help_text="默认现在")
    point = ScopedRelatedField(queryset=RiskPoint.objects.all(), required=False, allow_null=True)
    case = ScopedRelatedField(
        queryset=Case.objects.all(), required=False, allow_null=True, help_text="安全隐患类的工单"
    )
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)


class ToAssess(Question):
    level = serializers.ChoiceField(Level.choices)
    rectify_due_at = serializers.DateTimeField()
    department = serializers.CharField(max_length=40, required=False, help_text="责任部门代码，不写由居委整改")


class ToRectify(Question):
    result = serializers.CharField(max_length=1000)


class ToReturn(WithReason):
    rectify_due_at = serializers.DateTimeField(required=False, allow_null=True, help_text="不写就按原来的期限")


class ToClear(Question):
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class ToOpen(Question):
    category = serializers.CharField(max_length=40, help_text="安全隐患类的类别代码")


class RectificationRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    hazard = serializers.UUIDField(source="hazard_id")
    department = serializers.CharField(source="department.code", allow_null=True)

    class Meta:
        model = Rectification
        fields = [
            "id", "hazard", "number", "department", "started_at", "due_at", "rectified_at", "ended_at", "division", "recorded_at",
        ]  # fmt: skip


class Act(serializers.Serializer):
    step = serializers.CharField()
    document = serializers.CharField()
    on = serializers.DateField()
    text = serializers.CharField()


class ViolationRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    department = serializers.CharField(source="department.code", allow_null=True, help_text="执法部门代码")
    acts = computed(Act(many=True), ACTS)

    class Meta:
        model = Violation
        fields = [
            "id", "number", "kind", "must", "title", "address", "description", "division", "department", "state", "found_at",
            "order_due_at", "restored_at", "acts", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewViolation(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    kind = serializers.ChoiceField(Violation.Kind.choices)
    must = serializers.ChoiceField(Violation.Must.choices)
    title = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    department = serializers.CharField(max_length=40, required=False, help_text="执法部门代码")
    found_at = serializers.DateTimeField(required=False, help_text="默认现在")


class ToAct(Question):
    text = serializers.CharField(max_length=400)
    document = serializers.CharField(max_length=60, required=False, allow_blank=True)
    on = serializers.DateField(required=False, help_text="文书日期，默认今天")


class ToPunish(Question):
    document = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=400, required=False)
    on = serializers.DateField(required=False, help_text="文书日期，默认今天")


class ToOrder(ToPunish):
    order_due_at = serializers.DateTimeField()


class Stage(serializers.Serializer):
    stage = serializers.ChoiceField(Crisis.State.choices)
    mode = serializers.ChoiceField(DutyMode.choices)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class CrisisRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    kind = serializers.CharField(source="kind.code", help_text="种类代码")
    stages = computed(Stage(many=True), STAGES)

    class Meta:
        model = Crisis
        fields = [
            "id", "kind", "title", "division", "state", "began_at", "over_at", "stages", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewCrisis(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    kind = serializers.CharField(max_length=40, help_text="种类代码")
    title = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=400)


class ToSwitch(Question):
    reason = serializers.CharField(max_length=400)


class WatchRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    person = serializers.CharField(source="person.name")
    crisis = serializers.UUIDField(source="crisis_id", allow_null=True)

    class Meta:
        model = Watch
        fields = [
            "id", "person", "kind", "place", "phone", "division", "starts_at", "ends_at", "crisis", "state", "began_at",
            "handed_over_at", "handover", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewWatch(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    person = serializers.CharField(max_length=150, help_text="账号，本区划在岗的工作人员")
    place = serializers.CharField(max_length=60)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(Watch.Kind.choices, required=False)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    crisis = ScopedRelatedField(queryset=Crisis.objects.all(), required=False, allow_null=True)


class ToHandOver(Question):
    handover = serializers.CharField(max_length=1000)
