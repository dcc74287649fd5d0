"""Shape of what people type about plans and their tasks; the rules are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils import timezone

from cases.forms import TextField
from governance.access.models import Department, Division
from governance.web.forms import Day, Fitted
from governance.web.stepping import StepForm
from indices.indicators import indicators
from indices.plans.actions.parts import Bodies
from indices.plans.models import AnnualPlan, PlanTask, TaskParty
from indices.plans.ready_made import LABELS

CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
NEEDED = {"required": "请填写。", "invalid": "请填写正确的日期或数字。"}
Part = TaskParty.Part


def year_field(label: str, **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=2000, max_value=2099, widget=widget, error_messages=NEEDED, **kwargs
    )


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), error_messages=NEEDED, **kwargs)


class DistrictField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Division.objects.none(), empty_label=None, error_messages=CHOSEN, **kwargs)


class PlanForm(Fitted):
    """`districts` are those the caller may plan for; without them a plan is edited."""

    division = DistrictField(label="哪个区")
    kind = forms.ChoiceField(label="类型", choices=AnnualPlan.Kind.choices, error_messages=CHOSEN)
    title = TextField(label="名称", limit=80, rows=1)
    year = year_field("年度")
    last_year = year_field("到哪一年", required=False, help_text="只做一年的不用填；三年行动填最后一年。")
    basis = TextField(label="依据", limit=200, rows=1, required=False, help_text="规划、文件或会议。")
    summary = TextField(label="总体要求", limit=1000, rows=3, required=False)
    method = TextField(label="评估办法", limit=500, rows=2, required=False)

    def __init__(self, *args: Any, districts: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", timezone.localdate().year)
        if districts is None:
            del self.fields["division"], self.fields["kind"]
            return
        self.fields["division"].queryset = districts

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["last_year"] = given.get("last_year") or given.get("year")
        return given


class AdoptForm(Fitted):
    division = DistrictField(label="哪个区")
    name = forms.ChoiceField(
        label="模板", choices=list(LABELS.items()), widget=forms.RadioSelect, error_messages=CHOSEN
    )
    year = year_field("年度")

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = districts
        self.initial.setdefault("year", timezone.localdate().year)


class TaskForm(Fitted):
    """`plan` says which departments and places there are."""

    title = TextField(label="任务", limit=120, rows=1)
    division = forms.ModelChoiceField(
        Division.objects.none(), label="责任主体", empty_label=None, error_messages=CHOSEN,
        help_text="区级任务选区，街道任务选街道；还可以逐级分解到街镇和居委。",
    )  # fmt: skip
    lead = forms.ModelChoiceField(
        Department.objects.none(), label="牵头部门", required=False, empty_label="请选择", error_messages=CHOSEN
    )
    lead_name = TextField(label="牵头单位（不在部门名单里的）", limit=60, rows=1, required=False)
    supports = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="配合部门",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOSEN,
    )
    others = TextField(
        label="其他配合单位", limit=400, rows=1, required=False, help_text="不在部门名单里的，用顿号隔开。"
    )
    responsibles = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="责任部门",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOSEN,
    )
    goal = TextField(label="年度目标", limit=500, rows=2, required=False)
    measures = TextField(label="推进措施", limit=2000, rows=4, required=False, help_text="一条一行。")
    method = TextField(label="评估办法", limit=500, rows=2, required=False)

    def __init__(self, *args: Any, plan: AnnualPlan, task: PlanTask | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(task) if task else {}, **kwargs)
        offices = Department.objects.filter(division=plan.division_id, active=True)
        for name in ("lead", "supports", "responsibles"):
            self.fields[name].queryset = offices
        if task is not None:
            del self.fields["division"]
            return
        here = Division.objects.current().within(plan.division_id).filter(level__in=("district", "subdistrict"))
        self.fields["division"].queryset = here.order_by("code")

    def asked(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        named = {name: given.pop(name) for name in ("lead", "lead_name", "supports", "responsibles", "others")}
        return given | {"bodies": Bodies(**named)}


def _initial(task: PlanTask) -> dict[str, Any]:
    bodies = list(task.parties.select_related("department"))
    known = {part: [one for one in bodies if one.part == part] for part in Part}
    lead = next(iter(known[Part.LEAD]), None)
    return {name: getattr(task, name) for name in ("title", "goal", "measures", "method")} | {
        "lead": lead.department_id if lead else None,
        "lead_name": lead.name if lead and not lead.department_id else "",
        "supports": [one.department_id for one in known[Part.SUPPORT] if one.department_id],
        "others": "、".join(one.name for one in known[Part.SUPPORT] if not one.department_id),
        "responsibles": [one.department_id for one in known[Part.RESPONSIBLE] if one.department_id],
    }


class FigureForm(Fitted):
    """An indicator of the index, or the name and unit of a stated figure. An empty line is left out."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    indicator = forms.ChoiceField(label="指数指标", required=False, error_messages=CHOSEN)
    name = TextField(label="或其他指标", limit=60, rows=1, required=False)
    unit = TextField(label="单位", limit=10, rows=1, required=False)
    target = forms.DecimalField(
        label="目标值", required=False, max_digits=12, decimal_places=2, error_messages=NEEDED,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "不选"), *((one.code, one.name) for one in indicators())]

    def is_blank(self) -> bool:
        given = self.cleaned_data
        return not given.get("indicator") and not given.get("name")


class MilestoneForm(forms.Form):
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = TextField(label="节点", limit=120, rows=1, required=False)
    due_on = day_field("时限", required=False)

    def is_blank(self) -> bool:
        return not self.cleaned_data.get("text")


class Rows(BaseFormSet):
    def asked(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if not form.is_blank()]


FigureRows = forms.formset_factory(FigureForm, formset=Rows, extra=2, max_num=20)
MilestoneRows = forms.formset_factory(MilestoneForm, formset=Rows, extra=2, max_num=20)


class DivideForm(Fitted):
    divisions = forms.ModelMultipleChoiceField(
        Division.objects.none(), label="分解到", widget=forms.CheckboxSelectMultiple, error_messages=CHOSEN
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["divisions"].queryset = places


class ConclusionForm(StepForm):
    conclusion = TextField(label="结论", limit=2000, rows=5, help_text="主要指标按现在的指数结果定格，不再变化。")


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2)
