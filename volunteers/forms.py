"""Shape of the input of the volunteers' pages; the rules are the actions'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from governance.access import codes
from governance.access.models import User
from governance.web.account_forms import DivisionField
from governance.web.forms import Fitted
from neighborhoods.forms import today_field
from volunteers.models import Project, Recognition, ServiceRecord, Shift, Unit, Volunteer

NONE = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
SKILLS = "用顿号分开，例如 法律咨询、修家电。"


class Moment(forms.DateTimeField):
    """A time to the minute. Raises nothing but Chinese."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        wrong = {"required": "请填写时间。", "invalid": "请写成 2026-11-18 09:30。"}
        super().__init__(label=label, widget=widget, error_messages=wrong, **kwargs)


class UnitField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), label="志愿者组织", empty_label="请选择", error_messages=NONE, **kwargs)

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.name}（{unit.get_level_display()}）"


def working_units(user: User, division: str = "") -> Any:
    """Those in reach; of somebody in `division`, those that may be joined."""
    found = Unit.objects.visible_to(user).standing().filter(state=Unit.State.ACTIVE)
    return found.filter(division__in=[division, *codes.ancestors(division)]) if division else found


class UnitForm(Fitted):
    """Below `parent`, or an association; one that exists stays in its division."""

    division = DivisionField()
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    field = forms.ChoiceField(label="专业", choices=Unit.Field.choices, required=False, help_text="专业服务队才选。")

    def __init__(self, divisions: Any, level: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if divisions is None:
            del self.fields["division"]
        else:
            self.fields["division"].queryset = divisions
        if level != Unit.Level.TEAM:
            del self.fields["field"]


class RegisterForm(Fitted):
    """A resident brings all but the skills along."""

    skills = forms.CharField(label="专长", max_length=100, required=False, help_text=SKILLS)
    unit = UnitField(required=False)

    def __init__(self, user: User, division: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = working_units(user, division)


class OutsiderForm(RegisterForm):
    division = DivisionField()
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    phone = forms.CharField(
        label="电话", max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "请填写电话。"},
    )  # fmt: skip
    id_number = forms.CharField(
        label="居民身份证号", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写居民身份证号。"}, help_text="加密保存，页面上只显示掩码。",
    )  # fmt: skip
    field_order = ["name", "phone", "id_number", "division", "skills", "unit"]

    def __init__(self, user: User, divisions: Any, *args: Any, **kwargs: Any) -> None:
        only = divisions.first().code if divisions.count() == 1 else ""
        super().__init__(user, only, *args, **kwargs)
        self.fields["division"].queryset = divisions
        self.initial.setdefault("division", only)


class VolunteerForm(Fitted):
    """What is masked is not shown here either: an empty box leaves it as it is."""

    skills = forms.CharField(label="专长", max_length=100, required=False, help_text=SKILLS)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    id_number = forms.CharField(label="居民身份证号", max_length=30, required=False)

    def __init__(self, volunteer: Volunteer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"skills": volunteer.skills}, **kwargs)
        masked = {
            "name": volunteer.masked_name,
            "phone": volunteer.phone_masked,
            "id_number": volunteer.id_number_masked,
        }
        for name, mask in masked.items():
            self.fields[name].help_text = f"现为 {mask}，不改就留空。"
            if volunteer.resident_id:
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value or name == "skills"}


class JoinForm(Fitted):
    unit = UnitField()
    since = today_field("加入日期")
    leads = forms.BooleanField(label="负责人", required=False)

    def __init__(self, user: User, division: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = working_units(user, division)


class RecognizeForm(forms.Form):
    title = forms.ChoiceField(
        label="称号", choices=Recognition.Title.choices, widget=forms.RadioSelect, error_messages=NONE
    )
    since = today_field("命名日期")


class ProjectForm(Fitted):
    unit = UnitField()
    title = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    theme = forms.ChoiceField(label="领域", choices=Project.Theme.choices, error_messages=NONE)
    campaign = forms.CharField(label="所属行动", max_length=40, required=False, help_text="例如 花博会志愿行动。")
    description = forms.CharField(
        label="内容", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000})
    )

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        """`units=None`: a project that exists stays with its unit."""
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units


class ShiftForm(forms.Form):
    starts_at = Moment("开始时间")
    ends_at = Moment("结束时间")
    capacity = forms.IntegerField(
        label="需要人数", min_value=1, max_value=2000, initial=10,
        error_messages={"min_value": "至少 1 人。", "max_value": "最多 2000 人。", "required": "请填写人数。", "invalid": "人数是整数。"},
    )  # fmt: skip
    place = forms.CharField(label="地点", max_length=120, required=False)


class RecordStepForm(Fitted):
    """What a step asks for; the names are the action's arguments. `name` keeps the ids of several on one page apart."""

    def __init__(self, *args: Any, name: str, record: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name}_%s", **kwargs)
        self.step, self.record = name, record

    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class ArriveForm(RecordStepForm):
    at = Moment("签到时间", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", near(self.record.shift, self.record.shift.starts_at))


def travel_field() -> forms.IntegerField:
    """Negative or endless ways are refused in words."""
    wrong = {"min_value": "不能小于 0。", "max_value": "最多 600 分钟。", "invalid": "请填整数分钟。"}
    return forms.IntegerField(
        label="路途分钟", min_value=0, max_value=600, required=False, initial=0, error_messages=wrong,
        help_text="路上的时间不算服务时长。",
    )  # fmt: skip


class LeaveForm(RecordStepForm):
    at = Moment("签退时间", required=False)
    travel_minutes = travel_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", near(self.record.shift, self.record.shift.ends_at))


class RetimeForm(RecordStepForm):
    checked_in_at = Moment("签到时间")
    checked_out_at = Moment("签退时间")
    travel_minutes = travel_field()
    reason = forms.CharField(label="更正理由", max_length=200, error_messages={"required": "请填写更正理由。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("checked_in_at", "checked_out_at", "travel_minutes"):
            self.initial.setdefault(name, getattr(self.record, name))


class ReasonForm(RecordStepForm):
    reason = forms.CharField(label="异议", max_length=200, error_messages={"required": "请填写异议。"})


def near(shift: Shift, usual: datetime) -> datetime:
    """Now while the shift is under way, else when it was to be."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return now if shift.starts_at <= now <= shift.ends_at else timezone.localtime(usual)


STEP_FORMS: dict[str, type[RecordStepForm]] = {
    "arrive": ArriveForm, "leave": LeaveForm, "retime": RetimeForm, "dispute": ReasonForm, "confirm": RecordStepForm,
    "miss": RecordStepForm, "cancel": RecordStepForm,
}  # fmt: skip
