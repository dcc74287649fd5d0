"""Shape of what people type when they report; the rules are the actions'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from cases.forms import TextField
from governance.web.forms import Fitted
from governance.web.stepping import StepForm
from indices.submissions.indicators import reported
from indices.submissions.kinds import Reported
from indices.submissions.selectors.due import Due

NEEDED = {
    "required": "请填写。", "invalid": "请填数字。", "min_value": "不能小于 0。", "max_digits": "数字太大，请核对。",
    "max_decimal_places": "最多两位小数。", "max_whole_digits": "数字太大，请核对。",
}  # fmt: skip
REASON = "写清楚哪里不对、要怎么改。不要写证件号和电话。"


def number(label: str, *, required: bool = False, whole: bool = True, **kwargs: Any) -> forms.DecimalField:
    attrs = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=12, decimal_places=2, error_messages=NEEDED,
        widget=forms.TextInput(attrs=attrs), **kwargs,
    )  # fmt: skip


def add_numbers(form: forms.Form, one: Reported, *, required: bool) -> None:
    """What this indicator asks for, and no more."""
    form.fields["numerator"] = number(one.asks[0], required=required, whole=not one.survey)
    if one.asks_denominator:
        form.fields["denominator"] = number(one.asks[1], required=required)
    if one.survey:
        form.fields["deviation"] = number("标准差（有就填）", whole=False)


class RowForm(forms.Form):
    """One indicator on the sheet of a month. Left empty, it is reported another time."""

    def __init__(self, *args: Any, due: Due, **kwargs: Any) -> None:
        kwargs |= {"prefix": due.indicator.code, "auto_id": "id_%s"}
        if due.standing is not None:  # returned: mend what is there
            kwargs["initial"] = {
                name: plain(getattr(due.standing, name)) for name in ("numerator", "denominator", "note")
            }
        super().__init__(*args, **kwargs)
        self.due = due
        add_numbers(self, due.indicator, required=False)
        self.fields["note"] = forms.CharField(
            label="说明", required=False, max_length=400, widget=forms.TextInput(attrs={"autocomplete": "off"})
        )
        self.fields["file"] = forms.FileField(label="证明材料", required=False)

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("note", "file")]

    @property
    def aside(self) -> list[forms.BoundField]:
        return [self["note"], self["file"]]

    @property
    def given(self) -> bool:
        return any(self.cleaned_data.get(name) not in (None, "") for name in self.fields)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.given and given.get("numerator") is None and "numerator" not in self.errors:
            self.add_error("numerator", "请填写；没有发生就填 0。")
        return given

    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


def plain(value: Any) -> Any:
    """A number as somebody would type it: no `.00`."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class ResubmitForm(StepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_numbers(self, reported()[self.row.indicator], required=True)
        self.fields["note"] = TextField(label="说明", limit=400, rows=2, required=False)
        for name in self.fields:
            self.initial.setdefault(name, plain(getattr(self.row, name)))


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2, help_text=REASON)


class DrawForm(Fitted):
    period = forms.ChoiceField(
        label="期间", error_messages={"required": "请选择。", "invalid_choice": "请从列表中选择。"}
    )
    size = forms.IntegerField(
        label="每项抽几份", initial=2, min_value=1, max_value=50, error_messages=NEEDED | {"max_value": "最多 50 份。"}
    )
    seed = forms.IntegerField(
        label="随机种子", required=False, min_value=0, max_value=2**32, error_messages=NEEDED,
        help_text="不填由系统随机取，并公开；同样的种子抽出同样的结果。",
    )  # fmt: skip


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label="证明材料", error_messages=NEEDED, help_text="照片、PDF、Word 或 Excel，不要带证件号和电话。"
    )
