"""Rows of the index's own resources, and of records that have no resource of their own."""

from __future__ import annotations

from django.db.models.functions import JSONObject
from rest_framework import serializers

from governance.api.rows import computed
from indices.looks import DIMENSIONS
from indices.models import Score

DIMENSION_SCORES = JSONObject(**{one.label: f"nodes__{code}" for code, one in DIMENSIONS.items()})


class ScoreRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    dimensions = computed(
        serializers.DictField(child=serializers.FloatField(allow_null=True), help_text="四个维度的得分"),
        DIMENSION_SCORES,
    )
    period = serializers.CharField(source="run.period", help_text="2026-10")
    scheme = serializers.CharField(source="run.scheme_version.scheme.code", help_text="方案代码")
    state = serializers.CharField(source="run.state", help_text="computed、reviewed、published 或 replaced")

    class Meta:
        model = Score
        fields = [
            "id", "division", "level", "score", "rank", "rank_low", "rank_high", "dimensions", "status", "period", "scheme", "state",
        ]  # fmt: skip


class IndicatorRow(serializers.Serializer):
    """An indicator has no table: this describes what the registry knows."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    dimension = serializers.CharField()
    direction = serializers.IntegerField(help_text="1 越高越好，-1 越低越好")
    unit = serializers.CharField()
    factor = serializers.FloatField()
    window_days = serializers.IntegerField()
    minimum = serializers.IntegerField(help_text="分母少于它，计为样本不足")
    additive = serializers.BooleanField(help_text="假：分子各级分别计数，下级相加不等于上级")
    reported = serializers.BooleanField(help_text="真：由居村、街道上报，审核后计入；假：由日常记录自动计算")
    records = serializers.CharField(help_text="分母是什么记录")
    numerator_records = serializers.CharField(help_text="分子是什么记录")
    card = serializers.DictField(child=serializers.CharField())


class ExplainedSide(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.FloatField(allow_null=True, help_text="人数少于 5 时，辖区以外为 null")
    records = serializers.URLField(help_text="恰好列出计入的记录")


class ExplainedNode(serializers.Serializer):
    """A node; `children` are nodes like it. Only an indicator has numerator, denominator and value."""

    code = serializers.CharField()
    name = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    weight = serializers.FloatField(help_text="在同级中的份额，%")
    effective_weight = serializers.FloatField(allow_null=True, help_text="缺的不算之后的份额，%")
    contribution = serializers.FloatField(allow_null=True, help_text="计入上级的分数")
    aggregation = serializers.CharField(required=False)
    children = serializers.ListField(child=serializers.DictField(), required=False)
    value = serializers.FloatField(allow_null=True, required=False)
    status = serializers.CharField(required=False)
    shrunk = serializers.BooleanField(required=False)
    goalposts = serializers.ListField(child=serializers.FloatField(), required=False, allow_null=True)
    numerator = ExplainedSide(required=False)
    denominator = ExplainedSide(required=False)


class Explained(serializers.Serializer):
    id = serializers.CharField()
    division = serializers.CharField()
    period = serializers.CharField()
    scheme = serializers.CharField()
    scheme_hash = serializers.CharField()
    observations_hash = serializers.CharField()
    tree = ExplainedNode()
