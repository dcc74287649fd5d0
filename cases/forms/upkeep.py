"""What a district sets: categories with their clocks, their questions, and the days that are special."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.actions.categories import FARTHEST, NEAREST
from cases.forms.steps import DepartmentField
from cases.lookups import departments_at
from cases.models import Category, Question
from governance.access.models import Division
from governance.web.forms import Day, Fitted

CLOCKS = ("days", "file_days", "dispatch_days", "accept_days", "check_days", "close_days", "reopen_days")
"""Fields of a category that hold a number of days, with the most of each."""
MOST = {"days": 250, "reopen_days": 365}


def number_field(name: str, least: int, most: int, unit: str = "天") -> forms.IntegerField:
    """For the field `name` of a category."""
    field: Any = Category._meta.get_field(name)
    wrong = {
        "required": "请填写。",
        "invalid": f"请填 {least} 到 {most} 的整数。",
        "min_value": f"至少 {least} {unit}。",
        "max_value": f"最多 {most} {unit}。",
    }
    return forms.IntegerField(label=field.verbose_name, min_value=least, max_value=most, error_messages=wrong)


class CategoryForm(Fitted):
    department = DepartmentField(label="常用承办部门", required=False)
    active = forms.BooleanField(label="在用", required=False)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        given = {name: getattr(category, name) for name in (*CLOCKS, "radius")}
        given |= {"department": category.department_id, "active": category.active}
        super().__init__(*args, initial=given, **kwargs)
        for name in CLOCKS:
            self.fields[name] = number_field(name, 1, MOST.get(name, 30))
        self.fields["radius"] = number_field("radius", NEAREST, FARTHEST, "米")
        self.fields["department"].offer(departments_at(category.division_id))

    def clocks(self) -> list[forms.BoundField]:
        return [self[name] for name in CLOCKS]


class QuestionForm(Fitted):
    label = forms.CharField(label="问题", max_length=80, error_messages={"required": "请填写。"})
    code = forms.SlugField(
        label="代码", max_length=40, help_text="小写字母、数字和连字符，保存后不能改。",
        error_messages={"required": "请填写。", "invalid": "只能用字母、数字、下划线和连字符。"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="类型", choices=Question.Kind.choices)
    choices = forms.CharField(
        label="选项", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单选、多选时填，每行一项，先写代码，空一格再写名称，例如：red 红色。",
    )  # fmt: skip
    hint = forms.CharField(label="填写说明", max_length=120, required=False)
    order = forms.IntegerField(
        label="序号", min_value=1, max_value=99, initial=1,
        error_messages={"required": "请填写。", "invalid": "请填整数。", "min_value": "从 1 起。", "max_value": "最多 99。"},
    )  # fmt: skip
    required = forms.BooleanField(label="必填", required=False)
    active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        given = {}
        if question:
            names = ("label", "kind", "hint", "order", "required", "active")
            given = {name: getattr(question, name) for name in names}
            given["choices"] = "\n".join(f"{one['key']} {one['name']}" for one in question.choices)
        super().__init__(*args, initial=given, **kwargs)
        if question:
            del self.fields["code"], self.fields["kind"]

    def clean_choices(self) -> list[dict[str, str]]:
        rows = [line.split(maxsplit=1) for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if any(len(row) != 2 for row in rows):
            raise ValidationError("每行先写代码，空一格再写名称。")
        return [{"key": key, "name": name.strip()} for key, name in rows]


class SpecialDayForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="适用于", empty_label=None)
    day = forms.DateField(
        label="日期", widget=Day(), error_messages={"required": "请填写。", "invalid": "请写成 2026-11-30。"}
    )
    working = forms.TypedChoiceField(
        label="安排", choices=[("no", "放假"), ("yes", "上班")], coerce=lambda value: value == "yes", initial="no",
        widget=forms.RadioSelect, error_messages={"required": "请选择。"},
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=30, error_messages={"required": "请填写。"})

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.filter(code__in=[one.code for one in divisions])
        self.fields["division"].choices = [(one.code, one.name) for one in divisions]
