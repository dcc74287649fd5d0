"""Shape of the input about building groups, onboarding and joint meetings."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Fitted
from neighborhoods.forms.fields import DivisionForm, text, today_field
from neighborhoods.models import Building, Estate, JointMeeting


class GroupForm(Fitted):
    name = text("名称", 40)
    feature = text("特色", 100, required=False, help_text="如：垃圾分类、为老互助")
    buildings = forms.ModelMultipleChoiceField(
        Building.objects.none(), label="楼栋", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一栋楼。"},
    )  # fmt: skip
    since = today_field("成立日期")

    def __init__(self, estate: Estate, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = estate.buildings.standing()
        if not new:
            del self.fields["since"]


class MeetingForm(DivisionForm):
    kind = forms.ChoiceField(label="种类", choices=JointMeeting.Kind.choices, initial=JointMeeting.Kind.PROPERTY)
    month = forms.DateField(
        label="月份", input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"required": "请选月份。", "invalid": "请选月份，如 2026-11。"},
    )  # fmt: skip
