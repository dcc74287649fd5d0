"""Forms of first receivers, and of closing sensitive visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.access.models import Department, Division, User
from governance.web.forms import Fitted


class ReplyForm(forms.Form):
    answer = forms.CharField(label="答复", max_length=200, error_messages={"required": "请写明怎么答复的。"})


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, required=False)


class ConclusionForm(forms.Form):
    conclusion = forms.CharField(
        label="处置情况", max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明怎么处置的。"},
    )  # fmt: skip


class HandOverForm(Fitted):
    """`to` names a department, a committee or street, or one person there: `d:<id>`, `u:<code>`, `p:<code>:<id>`."""

    to = forms.ChoiceField(
        label="移交给", error_messages={"required": "请选移交给谁。", "invalid_choice": "请在列表里选移交给谁。"}
    )
    matter = forms.CharField(
        label="什么事", max_length=200, error_messages={"required": "请写明移交什么事。"},
        help_text="对方只看到这一句；不要写证件号和电话",
    )  # fmt: skip

    def __init__(
        self,
        departments: list[Department],
        divisions: list[Division],
        people: list[tuple[str, User]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets: dict[str, dict[str, Any]] = {f"d:{one.pk}": {"department": one} for one in departments}
        self.targets |= {f"u:{one.pk}": {"division": one} for one in divisions}
        units = {one.pk: one for one in divisions}
        self.targets |= {
            f"p:{code}:{one.pk}": {"division": units[code], "taker": one} for code, one in people if code in units
        }
        groups = {"部门": "d:", "居委、街镇": "u:", "个人": "p:"}
        self.fields["to"].choices = [("", "请选择")] + [
            (label, [(key, _named(given)) for key, given in self.targets.items() if key.startswith(start)])
            for label, start in groups.items()
        ]

    def asked(self) -> dict[str, Any]:
        if self.cleaned_data["to"] not in self.targets:
            raise ValidationError({"to": "请在列表里选移交给谁。"})
        return {"matter": self.cleaned_data["matter"], **self.targets[self.cleaned_data["to"]]}


def _named(given: dict[str, Any]) -> str:
    if taker := given.get("taker"):
        return f"{taker}（{given['division']}）"
    return str(given.get("department") or given["division"])
