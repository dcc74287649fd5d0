"""The shape of what people type about summonses. The rules are in the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms import HELP, NONE, DepartmentField, TextField
from cases.lookups import categories_at, category_at, departments_at
from cases.models import Category
from cases.summonses.models import Clock, Summons
from governance.access.models import Department, Division, User
from governance.access.scoping import grants
from governance.web.forms import Fitted

STARS = [(5, "5 很好"), (4, "4 较好"), (3, "3 一般"), (2, "2 较差"), (1, "1 很差")]


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


def photo_field() -> forms.FileField:
    take = forms.ClearableFileInput(attrs={"accept": "image/*"})
    return forms.FileField(label="现场照片", required=False, widget=take, help_text="位置信息会自动去掉。")


class StepForm(Fitted):
    """What a step asks for; the names are the action's arguments, but for `photo`."""

    for_department = False

    def __init__(self, *args: Any, name: str, summons: Summons, user: User, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name}_%s", **kwargs)
        self.summons, self.step = summons, name
        if self.for_department:
            self._ask_which(user)

    def _ask_which(self, user: User) -> None:
        """Who answers for several departments says for which."""
        standing = [one for one in self.summons.invitations.all() if one.withdrawn_at is None]
        offices = {grant.department for grant in grants(user, "summonses.accept_summons")} - {None}
        if len(standing) > 1 and len(offices) != 1:
            self.fields["department"] = DepartmentField(label="部门")
            self.fields["department"].offer([one.department for one in standing])


class CheckForm(StepForm):
    departments = Departments(label="约请部门", help_text="可以增减；发出后开始计时。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departments"].offer(departments_at(self.summons.division_id))
        asked = [one.department_id for one in self.summons.invitations.all() if one.withdrawn_at is None]
        self.initial.setdefault("departments", asked)


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, help_text=HELP)


class ResubmitForm(StepForm):
    description = TextField(label="情况说明", limit=2000, rows=4, help_text=HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("description", self.summons.description)


class AcceptForm(StepForm):
    for_department = True


class DeclineForm(ReasonForm):
    for_department = True


class ArriveForm(StepForm):
    for_department = True
    note = TextField(
        label="到场记录", limit=200, rows=2, required=False, help_text="谁来了几人、看了什么；不写姓名电话。"
    )
    photo = photo_field()


class ReportForm(StepForm):
    for_department = True
    report = TextField(label="办理情况", limit=1000, rows=4, help_text=HELP)
    photo = photo_field()


class InviteForm(StepForm):
    department = DepartmentField(label="加邀部门")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {one.department_id for one in self.summons.invitations.all() if one.withdrawn_at is None}
        self.fields["department"].offer(
            [one for one in departments_at(self.summons.division_id) if one.pk not in asked]
        )


class RateForm(StepForm):
    """A rating and words for each department that was asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [one for one in self.summons.invitations.all() if one.withdrawn_at is None]
        for one in self.asked:
            self.fields[f"rating_{one.department_id}"] = forms.TypedChoiceField(
                label=f"{one.department.name}办得怎样",
                choices=[("", "请选择"), *STARS],
                coerce=int,
                error_messages=NONE,
            )
            self.fields[f"comment_{one.department_id}"] = TextField(label="说明", limit=200, rows=1, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        pairs = {
            pk: (given[f"rating_{pk}"], given[f"comment_{pk}"]) for pk in (one.department_id for one in self.asked)
        }
        return {"ratings": pairs}


class AgainForm(StepForm):
    description = TextField(label="补充说明", limit=2000, required=False)


class EscalateForm(StepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.summons.case_id is None:
            known = [(one.code, one.name) for one in categories_at(self.summons.division_id)]
            self.fields["category"] = forms.ChoiceField(
                label="工单类别",
                choices=[("", "请选择"), *known],
                error_messages=NONE,
                help_text="会商须有工单，将同时登记一件。",
            )

    def clean_category(self) -> Category:
        return category_at(self.summons.division_id, self.cleaned_data["category"])


class AttachForm(StepForm):
    photo = forms.FileField(
        label="照片或文件", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        help_text="图片、PDF 或 Word、Excel，不超过 20MB；照片的位置信息会自动去掉。",
    )  # fmt: skip


FORMS: dict[str, type[StepForm]] = {
    "check": CheckForm, "return": ReasonForm, "resubmit": ResubmitForm, "accept": AcceptForm, "decline": DeclineForm,
    "arrive": ArriveForm, "report": ReportForm, "resolve": StepForm, "fail": ReasonForm, "rate": RateForm, "invite": InviteForm,
    "again": AgainForm, "escalate": EscalateForm, "withdraw": ReasonForm, "attach": AttachForm,
}  # fmt: skip


class NewSummonsForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="居委", empty_label="请选择", error_messages=NONE)
    title = TextField(label="什么事", limit=80, rows=1, help_text="一句话说清楚，不要写证件号和电话。")
    place = TextField(label="到场地点", limit=120, rows=1)
    departments = Departments(label="请哪些部门到场")
    description = TextField(label="情况说明", limit=2000, rows=3, required=False)
    kind = forms.ChoiceField(
        label="方式", choices=[("summons", "约请：居委请部门"), ("offer", "邀约：社会单位或居民组织提出")], widget=forms.RadioSelect,
        error_messages=NONE,
    )  # fmt: skip
    inviter = TextField(label="邀约方", limit=60, rows=1, required=False, help_text="邀约时填写单位或组织的名称。")
    urgent = forms.BooleanField(label="紧急（按小时计时）", required=False)

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.filter(code__in=[one.code for one in divisions])
        self.fields["division"].choices = [("", "请选择"), *((one.code, one.name) for one in divisions)]
        self.fields["departments"].offer(departments_at(divisions[0].code) if divisions else [])
        self.initial.setdefault("kind", "summons")
        if len(divisions) == 1:
            self.initial.setdefault("division", divisions[0].code)


class ClockForm(forms.ModelForm):
    class Meta:
        model = Clock
        fields = ["answer_days", "arrive_days", "urgent_answer_hours", "urgent_arrive_hours"]
