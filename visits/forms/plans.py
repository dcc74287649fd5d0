"""Forms of plans, their labels, and who walks where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from governance.access.models import Division
from governance.web.forms import Day, Fitted
from neighborhoods.models import KeyPerson
from visits.models import Audience, Plan, PlanLabel

DAYS = {"min_value": 1, "max_value": 1000, "error_messages": {"invalid": "请填天数，1 到 1000。"}}


class PlanForm(Fitted):
    """A new plan chooses where and of what label; an old one keeps both."""

    division = forms.ModelChoiceField(
        label="范围（含下级）", queryset=Division.objects.none(), error_messages={"required": "请选计划的范围。"}
    )
    label = forms.ModelChoiceField(
        label="类型", queryset=PlanLabel.objects.none(), error_messages={"required": "请选计划类型。"}
    )
    name = forms.CharField(label="名称", max_length=60, required=False, help_text="不填就用类型的名称")
    interval = forms.IntegerField(
        label="多少天内走访一次", required=False, help_text="不填就按类型的间隔", min_value=1, max_value=1000
    )
    kinds = forms.MultipleChoiceField(
        label="重点人群", choices=KeyPerson.Kind, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只用于走访重点人群的计划；不选就按类型的人群",
    )  # fmt: skip
    starts_on = forms.DateField(label="开始日期", widget=Day(), error_messages={"required": "请选开始日期。"})
    ends_on = forms.DateField(label="结束日期", widget=Day(), required=False)

    def __init__(
        self, *args: Any, divisions: QuerySet | None = None, labels: QuerySet | None = None, plan: Plan | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        names = ("name", "interval", "kinds", "starts_on", "ends_on")
        known = {name: getattr(plan, name) for name in names} if plan else {"starts_on": timezone.localdate()}
        super().__init__(*args, initial=known | kwargs.pop("initial", {}), **kwargs)
        if plan is None:
            self.fields["division"].queryset, self.fields["label"].queryset = divisions, labels
            return
        del self.fields["division"], self.fields["label"]
        self.fields["name"].required = self.fields["interval"].required = True
        if plan.audience != Audience.KEY:
            del self.fields["kinds"]
        if plan.starts_on <= timezone.localdate():
            del self.fields["starts_on"]

    def asked(self) -> dict[str, Any]:
        """The arguments of the action. Nothing ticked in a new plan means: as the label has it."""
        given = dict(self.cleaned_data)
        if "label" in given:
            given["kinds"] = given["kinds"] or None
        return given


class LabelForm(Fitted):
    division = forms.ModelChoiceField(label="范围（含下级）", queryset=Division.objects.none())
    code = forms.SlugField(label="代码", max_length=40, help_text="小写字母、数字和连字符")
    name = forms.CharField(label="名称", max_length=30)
    audience = forms.ChoiceField(label="走访谁", choices=Audience)
    kinds = forms.MultipleChoiceField(
        label="重点人群", choices=KeyPerson.Kind, required=False, widget=forms.CheckboxSelectMultiple
    )
    interval = forms.IntegerField(label="多少天内走访一次", min_value=1, max_value=1000)

    def __init__(self, divisions: QuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions


class ShareForm(forms.Form):
    division = forms.CharField(max_length=12)
    anew = forms.BooleanField(label="已经安排的也重新分", required=False)
