"""Forms about a need, and about taking a visit back."""

from __future__ import annotations

from django import forms

from governance.web.forms import Day

STARS = [(5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意")]


class ResolveForm(forms.Form):
    outcome = forms.CharField(label="怎么办结的", max_length=200, error_messages={"required": "请写明怎么办结的。"})


class FollowUpForm(forms.Form):
    on = forms.DateField(
        label="改期回访",
        widget=Day(),
        error_messages={"required": "请选回访日期。", "invalid": "请选回访日期。"},
    )


class AnswerForm(forms.Form):
    solved = forms.TypedChoiceField(
        label="解决了吗", choices=[("yes", "已解决"), ("no", "没有解决")], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, error_messages={"required": "请选是否解决。"},
    )  # fmt: skip
    satisfaction = forms.TypedChoiceField(
        label="满意度", choices=STARS, coerce=int, error_messages={"required": "请选满意度。"}
    )
    comment = forms.CharField(label="居民的话", max_length=200, required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回理由", max_length=200, error_messages={"required": "请写明撤回理由。"})
