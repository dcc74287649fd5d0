"""Out is a row's columns with what hangs on it; in is a question. Days are dates, shares are numbers of hundredths."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from rest_framework import serializers

from governance.access.models import Department, Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from indices.plans.models import AnnualPlan, Milestone, PlanTask, TaskFigure, TaskParty


def _hanging(model: Any, *order: str, **columns: str) -> Any:
    """The rows of `model` that hang on a task, as JSON."""
    rows = model.objects.filter(task=OuterRef("pk"))
    if any(field.name == "withdrawn_at" for field in model._meta.fields):
        rows = rows.filter(withdrawn_at=None)
    return ArraySubquery(rows.order_by(*order).values(one=JSONObject(**columns)))


class PartyOut(serializers.Serializer):
    part = serializers.ChoiceField(TaskParty.Part.choices)
    department = serializers.CharField(allow_null=True, help_text="部门代码；没有账号的单位为空")
    name = serializers.CharField()


class FigureOut(serializers.Serializer):
    id = serializers.UUIDField()
    indicator = serializers.CharField(help_text="指数指标代码；填报的指标为空")
    name = serializers.CharField()
    target = serializers.FloatField()
    unit = serializers.CharField()
    stated = serializers.FloatField(allow_null=True, help_text="填报值")
    final = serializers.FloatField(allow_null=True, help_text="方案结束时定格的指数值")
    final_period = serializers.CharField()


class MilestoneOut(serializers.Serializer):
    id = serializers.UUIDField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)


class AnnualPlanRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = AnnualPlan
        fields = [
            "id", "kind", "year", "last_year", "title", "basis", "summary", "method", "division", "state", "assigned_at", "conclusion",
            "concluded_at", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class PlanTaskRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    plan = serializers.UUIDField(source="plan_id")
    parent = serializers.UUIDField(source="parent_id", allow_null=True, help_text="分解自哪项任务")  # type: ignore[assignment]
    plan_state = serializers.ChoiceField(AnnualPlan.State.choices, source="plan.state")
    parties = computed(
        PartyOut(many=True),
        _hanging(TaskParty, "part", "ordinal", part="part", department="department__code", name="name"),
    )
    figures = computed(
        FigureOut(many=True),
        _hanging(
            TaskFigure, "ordinal", id="id", indicator="indicator", name="name", target="target", unit="unit", stated="stated",
            final="final", final_period="final_period",
        ),
    )  # fmt: skip
    milestones = computed(
        MilestoneOut(many=True),
        _hanging(Milestone, "due_on", "id", id="id", text="text", due_on="due_on", done_on="done_on"),
    )

    class Meta:
        model = PlanTask
        fields = [
            "id", "plan", "plan_state", "parent", "ordinal", "division", "title", "goal", "measures", "method", "percent", "progressed_at",
            "parties", "figures", "milestones", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewAnnualPlan(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="区的代码")
    kind = serializers.ChoiceField(AnnualPlan.Kind.choices)
    year = serializers.IntegerField(min_value=2000, max_value=2099)
    last_year = serializers.IntegerField(min_value=2000, max_value=2099, required=False, help_text="默认同一年")
    title = serializers.CharField(max_length=80)
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    summary = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    method = serializers.CharField(max_length=500, required=False, allow_blank=True)


class EditAnnualPlan(Question):
    title = serializers.CharField(max_length=80)
    year = serializers.IntegerField(min_value=2000, max_value=2099)
    last_year = serializers.IntegerField(min_value=2000, max_value=2099)
    basis = serializers.CharField(max_length=200, allow_blank=True)
    summary = serializers.CharField(max_length=1000, allow_blank=True)
    method = serializers.CharField(max_length=500, allow_blank=True)


class ToConclude(Question):
    conclusion = serializers.CharField(max_length=2000, help_text="评估结论、完成情况或答复")


class FigureIn(Question):
    id = serializers.UUIDField(required=False, allow_null=True, help_text="已有的指标；不写就是新增")
    indicator = serializers.CharField(max_length=12, required=False, allow_blank=True)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="不由指数计算的指标")
    unit = serializers.CharField(max_length=10, required=False, allow_blank=True)
    target = serializers.DecimalField(max_digits=12, decimal_places=2)


class MilestoneIn(Question):
    id = serializers.UUIDField(required=False, allow_null=True)
    text = serializers.CharField(max_length=120)
    due_on = serializers.DateField()


def _office(**kwargs: Any) -> Any:
    return ScopedRelatedField(queryset=Department.objects.filter(active=True), key="code", required=False, **kwargs)


class EditTask(Question):
    """What is sent replaces what was."""

    title = serializers.CharField(max_length=120)
    goal = serializers.CharField(max_length=500, required=False, allow_blank=True)
    measures = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    method = serializers.CharField(max_length=500, required=False, allow_blank=True)
    lead = _office(allow_null=True, help_text="牵头部门代码；部门的四个字段一起改")
    lead_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    supports = _office(many=True)
    responsibles = _office(many=True)
    others = serializers.CharField(max_length=400, required=False, allow_blank=True, help_text="其他配合单位，顿号隔开")
    figures = FigureIn(many=True, required=False)
    milestones = MilestoneIn(many=True, required=False)


class NewTask(EditTask):
    division = ScopedRelatedField(queryset=Division.objects.all(), required=False, help_text="默认是区")


class ToReportProgress(Question):
    text = serializers.CharField(max_length=1000)
    percent = serializers.IntegerField(min_value=0, max_value=100)
    done = serializers.ListField(child=serializers.UUIDField(), required=False, help_text="这次完成的节点")
    stated = serializers.DictField(
        child=serializers.DecimalField(max_digits=12, decimal_places=2), required=False, help_text="{指标编号: 填报值}"
    )


class ToDivide(Question):
    divisions = ScopedRelatedField(queryset=Division.objects.all(), many=True)
