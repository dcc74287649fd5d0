"""What the forms of the app share: days, times, choosing a division, and the form of a step."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from governance.access.models import Division
from governance.flow.machine import Step
from governance.web.forms import Day, Fitted


class Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def today_field(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), initial=timezone.localdate)


def text(label: str, limit: int, *, rows: int = 1, required: bool = True, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    said = {"required": f"请填写{label}。"}
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=widget, error_messages=said, **kwargs
    )


class DivisionForm(Fitted):
    """`divisions` are those to choose from, hidden where there is one; with None the row stays where it is."""

    division = forms.ModelChoiceField(
        Division.objects.none(), label="单位", empty_label=None,
        error_messages={"required": "请选择单位。", "invalid_choice": "请从列表中选择单位。"},
    )  # fmt: skip

    def __init__(self, divisions: QuerySet[Division] | None, *args: Any, home: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if divisions is None:
            del self.fields["division"]
            return
        known = list(divisions)
        self.fields["division"].queryset = divisions
        self.fields["division"].choices = [(one.pk, str(one)) for one in known]  # a queryset is asked at each drawing
        self.fields["division"].initial = known[0].pk if len(known) == 1 else home
        if len(known) == 1:
            self.fields["division"].widget = forms.HiddenInput()

    def given(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


class TimesForm(DivisionForm):
    """A stretch of one day."""

    day = forms.DateField(
        label="日期", widget=Day(), error_messages={"required": "请选日期。", "invalid": "请选日期。"}
    )
    begins = forms.TimeField(
        label="开始", widget=Clock(), error_messages={"required": "请填开始时间。", "invalid": "时间请写成 14:00。"}
    )
    ends = forms.TimeField(
        label="结束", widget=Clock(), error_messages={"required": "请填结束时间。", "invalid": "时间请写成 16:00。"}
    )

    def given(self) -> dict[str, Any]:
        given = super().given()
        day, begins, ends = given.pop("day"), given.pop("begins"), given.pop("ends")
        return given | {name: timezone.make_aware(datetime.combine(day, at)) for name, at in (("starts_at", begins), ("ends_at", ends))}  # fmt: skip


def times_of(starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    begin, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return {"day": begin.date(), "begins": begin.time(), "ends": end.time()}


RATINGS = [(5, "5 很好"), (4, "4 好"), (3, "3 一般"), (2, "2 较差"), (1, "1 很差")]
ASKED: dict[str, forms.Field] = {
    "on": today_field("日期"),
    "reason": text("理由", 200),
    "guests": forms.IntegerField(
        label="未登记姓名的人数", min_value=0, max_value=5000, initial=0, help_text="到场而没有在名单上签到的人。",
        error_messages={"required": "没有就填 0。"},
    ),
    "rating": forms.TypedChoiceField(label="评价", choices=RATINGS, coerce=int),
    "summary": text("小结", 1000, rows=3, help_text="来了谁、效果如何、下次怎么改。不要写证件号和电话。"),
    "held_at": forms.DateTimeField(
        label="召开时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请填召开时间。", "invalid": "请填召开的日期和时间。"},
    ),
    "committee": forms.BooleanField(label="居委会到会", required=False, initial=True),
    "owners": forms.BooleanField(label="业委会到会", required=False),
    "property_firm": forms.BooleanField(label="物业到会", required=False),
    "resolution": text("议定事项", 1000, rows=4),
    "outcome": text("落实情况", 1000, rows=3),
}  # fmt: skip


class StepForm(Fitted):
    """What a step asks for; the names are the action's arguments. The prefix of the ids keeps several on one page apart."""

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{step.name}_%s", **kwargs)
        self.step = step
        for name in step.asks:
            self.fields[name] = deepcopy(ASKED[name])
