"""The shape of what people type about cases. The rules are in the actions; only how texts must look is asked here too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.lookups import categories_at, departments_at
from cases.models import Case, Category
from governance.access.models import Department, Division
from governance.vault.texts import allowed, needed

HELP = "相关部门和居委都会看到，不要写证件号和电话。"
NONE = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}


class TextField(forms.CharField):
    """A text checked as the action will check it, so that the answer stands at the field."""

    def __init__(self, *, limit: int, rows: int = 3, **kwargs: Any) -> None:
        widget = (
            forms.Textarea(attrs={"rows": rows, "maxlength": limit})
            if rows > 1
            else forms.TextInput(attrs={"maxlength": limit})
        )
        super().__init__(widget=widget, error_messages={"required": "请填写。"}, **kwargs)
        self.limit = limit

    def clean(self, value: Any) -> str:
        check = needed if self.required else allowed
        try:
            return check("", self.label, value or "", self.limit)
        except ValidationError as error:
            raise ValidationError(error.messages) from None


class StepForm(forms.Form):
    """What a step asks for; the names are the action's arguments. `name` keeps the ids of several on one page apart."""

    def __init__(self, *args: Any, name: str, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name}_%s", **kwargs)
        self.case = case
        self.step = name


class FileForm(StepForm):
    first_channel = forms.ChoiceField(label="首选解决渠道", choices=Case.Channel.choices[1:], error_messages=NONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.category.theme != Category.Theme.DISPUTE:
            del self.fields["first_channel"]


class DepartmentField(forms.ModelChoiceField):
    """Shows the offices of one place without asking for them twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Department.objects.none(), empty_label="请选择", error_messages=NONE, **kwargs)

    def offer(self, departments: list[Department]) -> None:
        self.queryset = Department.objects.filter(pk__in=[one.pk for one in departments])
        self.choices = [("", self.empty_label), *((one.pk, one.name) for one in departments)]


class DispatchForm(StepForm):
    department = DepartmentField(label="承办部门")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].offer(departments_at(self.case.division_id))
        self.initial.setdefault("department", self.case.category.department_id)


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, help_text=HELP)


class ResultForm(StepForm):
    result = TextField(label="办理结果", limit=1000, rows=4, help_text=HELP)


class AnswerForm(StepForm):
    resolved = forms.TypedChoiceField(
        label="居民确认解决了吗", choices=[("yes", "已解决"), ("no", "未解决")], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, error_messages=NONE,
    )  # fmt: skip
    satisfaction = forms.TypedChoiceField(
        label="满意度", choices=[(5, "5 很满意"), (4, "4 满意"), (3, "3 一般"), (2, "2 不满意"), (1, "1 很不满意")],
        coerce=int, error_messages=NONE,
    )  # fmt: skip
    comment = TextField(label="居民的话", limit=200, rows=2, required=False, help_text="不要写证件号和电话。")


FORMS: dict[str, type[StepForm]] = {
    "file": FileForm, "dispatch": DispatchForm, "accept": StepForm, "refuse": ReasonForm, "finish": ResultForm,
    "rework": ReasonForm, "check": StepForm, "close": StepForm, "reopen": ReasonForm, "withdraw": ReasonForm,
    "answer": AnswerForm,
}  # fmt: skip


class NewCaseForm(forms.Form):
    division = forms.ModelChoiceField(
        Division.objects.none(), label="发生在", empty_label="请选择", error_messages=NONE
    )
    category = forms.ChoiceField(label="类别", error_messages=NONE)
    title = TextField(label="事项", limit=80, rows=1, help_text="一句话说清楚什么事，不要写证件号和电话。")
    description = TextField(label="诉求", limit=2000, rows=4, required=False)
    address = TextField(label="地点", limit=120, rows=1, required=False)
    source = forms.ChoiceField(label="来源", choices=Case.Source.choices, error_messages=NONE)
    opened_at = forms.DateTimeField(
        label="发现时间", error_messages={"required": "请填写。", "invalid": "请写成 2026-11-18 09:30。"},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.filter(code__in=[one.code for one in divisions])
        self.fields["division"].choices = [("", "请选择"), *((one.code, one.name) for one in divisions)]
        known = categories_at(divisions[0].code) if divisions else []
        self.fields["category"].choices = [("", "请选择"), *((one.code, one.name) for one in known)]
        self.initial.setdefault("opened_at", timezone.localtime().replace(second=0, microsecond=0))
        if len(divisions) == 1:
            self.initial.setdefault("division", divisions[0].code)


class CategoryForm(forms.Form):
    days = forms.IntegerField(
        label="办结期限（工作日）", min_value=1, max_value=250,
        error_messages={"required": "请填写。", "invalid": "请填 1 到 250 的整数。", "min_value": "至少 1 天。", "max_value": "最多 250 天。"},
    )  # fmt: skip
    department = DepartmentField(label="常用承办部门", required=False)
    active = forms.BooleanField(label="在用", required=False)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        given = {"days": category.days, "department": category.department_id, "active": category.active}
        super().__init__(*args, initial=given, **kwargs)
        self.fields["department"].offer(departments_at(category.division_id))
