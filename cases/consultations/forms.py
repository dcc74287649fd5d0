"""The shape of what people type about consultations. The rules are in the actions."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from cases.consultations.actions.meetings import Charge
from cases.consultations.models import Consultation, Duty
from cases.consultations.rules import ANSWER
from cases.forms import HELP, NONE, DepartmentField, TextField
from cases.lookups import departments_at
from cases.models import Case
from governance.access.models import Department, User
from governance.access.scoping import grants
from governance.flow.workdays import add_workdays
from governance.web.forms import Day, Fitted

LINES = 6  # duties that the page's form has room for; more are added after
DATE = {"required": "请填写。", "invalid": "请写成 2026-11-18。"}
MOMENT = {"required": "请填写。", "invalid": "请写成 2026-11-18 09:30。"}


class Departments(forms.ModelMultipleChoiceField):
    """Offices to tick, shown as chips; those of one place are not asked for twice."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Department.objects.none(), error_messages=NONE | {"invalid_pk_value": "请从列表中选择。"}, **kwargs
        )

    def offer(self, departments: list[Department]) -> None:
        self.queryset = Department.objects.filter(pk__in=[one.pk for one in departments])
        self.choices = [(one.pk, one.name) for one in departments]


def moment_field(label: str) -> forms.DateTimeField:
    pick = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, error_messages=MOMENT, widget=pick)


class StepForm(Fitted):
    """What a step asks for; the names are the action's arguments, but for `photo`."""

    def __init__(self, *args: Any, name: str, row: Consultation | Duty, user: User, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name}_{row.pk}_%s" if isinstance(row, Duty) else f"{name}_%s", **kwargs)
        self.row: Any = row
        self.step, self.user = name, user
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices that depend on the row."""

    @property
    def offices(self) -> list[Department]:
        return departments_at(self.row.division_id)


class ConsultForm(StepForm):
    departments = Departments(label="征询哪些部门")
    answer_due_at = moment_field("答复时限")

    def prepare(self) -> None:
        self.fields["departments"].offer(self.offices)
        self.initial.setdefault("answer_due_at", timezone.localtime(add_workdays(timezone.now(), 3)))


class AnswerForm(StepForm):
    opinion = TextField(label="书面意见", limit=1000, rows=4, help_text=HELP)

    def prepare(self) -> None:
        waiting = [one for one in self.row.parties.all() if one.awaited()]
        offices = {grant.department for grant in grants(self.user, ANSWER)} - {None}
        if len(waiting) > 1 and len(offices) != 1:
            self.fields["department"] = DepartmentField(label="部门")
            self.fields["department"].offer([one.department for one in waiting])


class HoldForm(StepForm):
    held_at = moment_field("会审时间")
    place = TextField(label="会审地点", limit=120, rows=1)
    on_site = forms.BooleanField(label="在现场会审（一线工作法）", required=False)
    came = Departments(label="到会部门", required=False)
    others = TextField(
        label="其他到会单位", limit=200, rows=1, required=False, help_text="居委、物业、业委会等，不写个人。"
    )
    proceedings = TextField(label="会审情况", limit=4000, rows=5, required=False, help_text=HELP)
    photo = forms.FileField(label="现场照片", required=False, help_text="位置信息会自动去掉。")

    def prepare(self) -> None:
        self.fields["came"].offer(self.offices)
        self.initial.setdefault("came", [one.department_id for one in self.row.parties.all()])
        self.initial.setdefault("held_at", timezone.localtime().replace(second=0, microsecond=0))
        self.initial.setdefault("on_site", True)


class MinuteForm(StepForm):
    """The decision, and up to LINES duties; a line that is begun must be whole."""

    decision = TextField(label="会议纪要", limit=4000, rows=6, help_text=HELP)

    def prepare(self) -> None:
        offices = self.offices
        for number in range(1, LINES + 1):
            self.fields[f"department_{number}"] = DepartmentField(label=f"任务 {number} 责任部门", required=False)
            self.fields[f"department_{number}"].offer(offices)
            self.fields[f"task_{number}"] = TextField(label="做什么", limit=300, rows=2, required=False)
            self.fields[f"due_on_{number}"] = forms.DateField(
                label="完成时限", required=False, widget=Day, error_messages=DATE
            )

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each duty, for the page."""
        return [[self[f"{name}_{n}"] for name in ("department", "task", "due_on")] for n in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        given, duties = super().clean() or {}, []
        for number in range(1, LINES + 1):
            line: list[Any] = [given.get(f"{name}_{number}") for name in ("department", "task", "due_on")]
            if all(line):
                duties.append(Charge(*line))
            elif any(line):
                self.add_error(f"task_{number}", "每项任务都要写明部门、做什么和完成时限。")
        return {"decision": given.get("decision", ""), "duties": duties}


class AssignForm(StepForm):
    department = DepartmentField(label="责任部门")
    task = TextField(label="做什么", limit=300, rows=2)
    due_on = forms.DateField(label="完成时限", widget=Day, error_messages=DATE)

    def prepare(self) -> None:
        self.fields["department"].offer(self.offices)


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, help_text=HELP)


class FulfilForm(StepForm):
    result = TextField(label="完成情况", limit=1000, rows=4, help_text=HELP)


class AttachForm(StepForm):
    photo = forms.FileField(
        label="照片或文件", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        help_text="图片、PDF 或 Word、Excel，不超过 20MB；照片的位置信息会自动去掉。",
    )  # fmt: skip


FORMS: dict[str, type[StepForm]] = {
    "consult": ConsultForm, "answer": AnswerForm, "hold": HoldForm, "minute": MinuteForm, "assign": AssignForm, "close": StepForm,
    "withdraw": ReasonForm, "attach": AttachForm,
}  # fmt: skip
DUTY_FORMS: dict[str, type[StepForm]] = {"fulfil": FulfilForm, "pass": StepForm, "return": ReasonForm}


class NewConsultationForm(forms.Form):
    title = TextField(label="议题", limit=80, rows=1, help_text="一句话说清楚要会商什么，不要写证件号和电话。")
    numbers = TextField(label="工单号", limit=1000, rows=2, help_text="一件或几件工单，用逗号或换行隔开。")
    description = TextField(label="问题说明", limit=2000, rows=4, required=False, help_text=HELP)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_numbers(self) -> list[Case]:
        asked = list(dict.fromkeys(re.split(r"[\s,，、;；]+", self.cleaned_data["numbers"].strip().upper())))
        found = {case.number: case for case in Case.objects.visible_to(self.user).filter(number__in=asked)}
        if unknown := [number for number in asked if number not in found]:
            raise forms.ValidationError(f"没有工单 {'、'.join(unknown)[:100]}，或不在您的管辖范围内。")
        return [found[number] for number in asked]
