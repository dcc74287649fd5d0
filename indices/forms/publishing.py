"""What reviewing, publishing, correcting and objecting ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Fitted
from governance.web.stepping import StepForm
from indices.actions.publishing import LONGEST, OPEN_FOR
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun


class ReviewForm(StepForm):
    days = forms.IntegerField(
        label="公示几个工作日", initial=OPEN_FOR, min_value=0, max_value=LONGEST, help_text="公示期内各居委、街道可以提异议。填 0 则随即可以发布。"
    )  # fmt: skip


class ReasonForm(StepForm):
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(StepForm):
    text = forms.CharField(label="答复", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionForm(Fitted):
    indicator = forms.ChoiceField(label="针对", required=False)
    text = forms.CharField(
        label="异议内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}), help_text="写明哪个数不对、应为多少、凭什么。不要写个人信息。"
    )  # fmt: skip

    def __init__(self, *args: Any, run: IndexRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [node.code for node in Engine.from_dict(run.scheme_version.definition).indicators]
        named = [(code, f"{code} {indicator(code).name}") for code in codes]
        self.fields["indicator"].choices = [("", "整个得分"), *named]
