"""Out is a row's columns; in is a question."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from indices.submissions.models import Draw, Submission


def number(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, **kwargs)


def month(**kwargs: Any) -> serializers.RegexField:
    return serializers.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", help_text="如 2026-10", **kwargs)


class SubmissionRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    reporter = serializers.CharField(source="reporter.name", allow_null=True)
    reviewer = serializers.CharField(source="reviewer.name", allow_null=True)
    sampler = serializers.CharField(source="sampler.name", allow_null=True)
    draw = serializers.UUIDField(source="draw_id", allow_null=True, help_text="抽中它的抽查批次")

    class Meta:
        model = Submission
        fields = [
            "id", "indicator", "division", "period", "numerator", "denominator", "deviation", "note", "state", "reporter", "reviewer",
            "reviewed_at", "reason", "draw", "sampler", "sampled_at", "overturned_at", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class DrawRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Draw
        fields = ["id", "division", "period", "size", "seed", "drawn_from", "recorded_at"]


class Numbers(Question):
    numerator = number()
    denominator = number(required=False, allow_null=True, help_text="登记里有的不用报")
    deviation = number(required=False, allow_null=True, help_text="问卷得分的标准差")
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class NewSubmission(Numbers):
    division = ScopedRelatedField(queryset=Division.objects.all())
    indicator = serializers.CharField(max_length=12)
    period = month()
