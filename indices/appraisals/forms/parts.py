"""Fields that forms of the app share."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms import TextField
from governance.access.models import Division, User
from governance.access.selectors import divisions_in_reach
from governance.web.forms import Day
from governance.web.stepping import StepForm

CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
NEEDED = {"required": "请填写。", "invalid": "请填写正确的日期或数字。"}


def points(label: str, *, least: float = 0, required: bool = True, **kwargs: Any) -> forms.FloatField:
    range_said = {"min_value": f"不能小于 {least:g}。", "max_value": "不能大于 100。"}
    return forms.FloatField(
        label=label, min_value=least, max_value=100, required=required, error_messages=NEEDED | range_said,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}), **kwargs,
    )  # fmt: skip


def day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), error_messages=NEEDED, **kwargs)


def year_field() -> forms.IntegerField:
    said = {"min_value": "年度从 2020 年起。", "max_value": "年度到 2099 年为止。"}
    return forms.IntegerField(label="年度", min_value=2020, max_value=2099, error_messages=NEEDED | said)


def month_field(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"\A20\d\d-(0[1-9]|1[0-2])\Z", label=label, error_messages=NEEDED | {"invalid": "请写成 2026-10。"},
        widget=forms.TextInput(attrs={"maxlength": 7, "inputmode": "numeric"}),
    )  # fmt: skip


class PlacedForm(forms.Form):
    """`division`: where the caller may file with `permission`, at one of `levels`; a single place is chosen already."""

    permission = ""
    levels: tuple[str, ...] = (Division.Level.DISTRICT, Division.Level.SUBDISTRICT)

    division = forms.ModelChoiceField(
        Division.objects.none(), label="单位", empty_label="请选择", error_messages=CHOSEN
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = divisions_in_reach(user, self.permission).filter(level__in=self.levels).order_by("code")
        known = list(found)
        field: Any = self.fields["division"]
        field.queryset, field.choices = found, [("", "请选择"), *((one.code, one.name) for one in known)]
        if known:
            self.initial.setdefault("division", known[0].code)
        if "year" in self.fields:
            self.initial.setdefault("year", timezone.localdate().year)


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}
    )


def end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(23, 59, 59)))


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2)
