"""Out is a row's columns; in is a question."""

from __future__ import annotations

from rest_framework import serializers

from cases.creations.models import Creation, RiverPatrol, RiverSection
from cases.creations.models.river import due_on, last_at
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField, WithReason
from governance.api.rows import computed

CODE = "12 位区划代码"


class CreationRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)

    class Meta:
        model = Creation
        fields = [
            "id", "number", "kind", "statement", "division", "state", "named_on", "rechecked_on", "valid_until", "recorded_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class NewCreation(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="居委")
    kind = serializers.ChoiceField(Creation.Kind.choices)
    statement = serializers.CharField(max_length=1000)


class ToInspect(Question):
    note = serializers.CharField(max_length=400)


class ToNameUntil(Question):
    valid_until = serializers.DateField(help_text="有效期的最后一天，最长 5 年")


class ToInspectAgain(ToNameUntil):
    note = serializers.CharField(max_length=400)


class RiverSectionRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    chief = serializers.CharField(source="chief.name", help_text="河长姓名")
    last_at = computed(serializers.DateTimeField(allow_null=True, help_text="最近一次巡河"), last_at())
    due_on = computed(serializers.DateField(help_text="最迟哪天要再巡"), due_on())

    class Meta:
        model = RiverSection
        fields = [
            "id", "code", "name", "address", "chief", "post", "length_m", "interval", "since", "until", "last_at", "due_on", "division",
            "recorded_at", "version",
        ]  # fmt: skip


class SectionEdit(Question):
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=120)
    chief = serializers.CharField(max_length=150, help_text="账号，本区划在岗的工作人员")
    post = serializers.CharField(max_length=40)
    length_m = serializers.IntegerField(min_value=1, max_value=100_000)
    interval = serializers.IntegerField(min_value=1, max_value=90, required=False, help_text="天，默认 7")


class NewSection(SectionEdit):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="街镇或居委")
    since = serializers.DateField(required=False, help_text="默认今天")


class ToEndSection(WithReason):
    on = serializers.DateField(required=False, help_text="撤销日期，默认今天")


class RiverPatrolRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    section = serializers.UUIDField(source="section_id")
    case = serializers.UUIDField(source="case_id", allow_null=True)

    class Meta:
        model = RiverPatrol
        fields = [
            "id", "section", "patrolled_at", "found", "text", "case", "division", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewPatrol(Question):
    section = ScopedRelatedField(queryset=RiverSection.objects.all())
    at = serializers.DateTimeField(required=False, help_text="默认现在")
    found = serializers.BooleanField(required=False)
    text = serializers.CharField(max_length=400, required=False, allow_blank=True, help_text="发现问题须写明")
    category = serializers.CharField(max_length=40, required=False, help_text="类别代码，写了就转工单")
