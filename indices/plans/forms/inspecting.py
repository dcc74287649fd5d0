"""What is asked for at an inspection: planning it, a verdict for each line, what is to be put right."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms import TextField
from governance.access.models import Division
from governance.web.forms import Fitted
from governance.web.stepping import StepForm
from indices.plans.forms.planning import CHOSEN, DistrictField, day_field
from indices.plans.models import Finding, Inspection

Verdict = Finding.Verdict


class InspectionForm(Fitted):
    division = forms.ModelChoiceField(
        Division.objects.none(), label="督导对象", empty_label="请选择", error_messages=CHOSEN
    )
    title = TextField(label="主题", limit=80, rows=1)
    planned_on = day_field("计划日期")
    companions = TextField(label="同行人员（单位）", limit=120, rows=1, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = places
        self.initial.setdefault("title", "居委会标准化督导")


class VisitForm(StepForm):
    """A verdict and a note for each finding, named `verdict-<number>` and `note-<number>`."""

    visited_on = day_field("走访日期")

    def __init__(self, *args: Any, row: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for one in row.findings.all():
            self.fields[f"verdict-{one.number}"] = forms.ChoiceField(
                label=f"{one.number}. {one.text}",
                choices=Verdict.choices[1:],
                widget=forms.RadioSelect,
                error_messages=CHOSEN,
            )
            self.fields[f"note-{one.number}"] = TextField(
                label=f"第 {one.number} 项的情况", limit=400, rows=1, required=False
            )

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        numbers = [one.number for one in self.row.findings.all()]
        verdicts = {one: (given[f"verdict-{one}"], given[f"note-{one}"]) for one in numbers}
        return {"visited_on": given["visited_on"], "verdicts": verdicts}


class RectifyForm(StepForm):
    due_on = day_field("整改期限")


class SendBackForm(StepForm):
    numbers = forms.TypedMultipleChoiceField(
        label="退回哪几项", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages=CHOSEN
    )
    reason = TextField(label="退回理由", limit=400, rows=2)

    def __init__(self, *args: Any, row: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        answered = [one for one in row.findings.all() if one.answered_at and one.verdict == Verdict.FAILED]
        self.fields["numbers"].choices = [(one.number, f"{one.number}. {one.text}") for one in answered]


class ReportForm(StepForm):
    report = TextField(label="督导结论", limit=2000, rows=6)


class AnswerForm(forms.Form):
    answer = TextField(label="整改情况", limit=1000, rows=3)
    photo = forms.FileField(label="照片", required=False, widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))


class ItemForm(Fitted):
    division = DistrictField(label="哪个区")
    topic = TextField(label="类别", limit=20, rows=1)
    text = TextField(label="标准", limit=200, rows=2)

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = districts
