"""Shape of what people type about appraisals; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms import TextField
from governance.web.forms import Fitted
from governance.web.stepping import StepForm
from indices.appraisals.forms.parts import (
    CHOSEN,
    NEEDED,
    PlacedForm,
    day,
    end_of,
    points,
    year_field,
)
from indices.appraisals.models import Adjustment, Appraisal
from indices.appraisals.rules import Grade, Part

GATES = (
    ("score", "得分低于（指标、维度或总分，按各月平均）"),
    ("value", "指标的期末实际值低于"),
    ("event", "发生某件事（一票否决）"),
)


class RulesForm(forms.Form):
    """The names are those of `Appraisal`."""

    title = TextField(label="名称", limit=60, rows=1, required=False, help_text="不填就按单位和时段取名。")
    grading = forms.ChoiceField(
        label="等次办法", choices=Appraisal.Grading.choices, widget=forms.RadioSelect, initial="lines", error_messages=CHOSEN
    )  # fmt: skip
    line_excellent = points("优秀线", initial=85)
    line_good = points("良好线", initial=75)
    line_pass = points("合格线", initial=60, help_text="按比例时，低于合格线的仍是不合格。")
    share_excellent = points("优秀比例（%）", initial=20)
    share_good = points("良好比例（%）", initial=50)
    bonus_limit = points("加分上限", initial=5)
    deduction_limit = points("扣分上限", initial=10)
    note = TextField(label="说明", limit=1000, rows=3, required=False)


class AppraisalForm(RulesForm, PlacedForm):
    permission = "appraisals.add_appraisal"

    year = year_field()
    part = forms.ChoiceField(label="时段", choices=Part.choices, error_messages=CHOSEN)
    weights = TextField(
        label="各月权重",
        limit=400,
        rows=2,
        required=False,
        help_text="各月一样重的不用填。不一样的每行写一个，如 2026-12 2；写 0 就不算。",
    )
    field_order = ("division", "year", "part", "title", "weights")

    def clean_weights(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for line in self.cleaned_data["weights"].splitlines():
            month, _, weight = line.strip().partition(" ")
            try:
                found |= {month: float(weight)} if month else {}
            except ValueError:
                raise forms.ValidationError(f"“{line.strip()[:20]}”看不懂，请写成 2026-12 2。") from None
        return found


class GateForm(forms.Form):
    title = TextField(label="门槛", limit=60, rows=1, help_text="如：发生重大安全责任事故。")
    kind = forms.ChoiceField(label="怎样触发", choices=GATES, error_messages=CHOSEN)
    code = forms.CharField(
        label="代码", max_length=12, required=False, help_text="指标如 ZZ-B1，维度如 FZ；事件不用填。"
    )
    floor = forms.FloatField(
        label="低于", required=False, error_messages=NEEDED, widget=forms.NumberInput(attrs={"step": "any"})
    )
    cap = forms.ChoiceField(
        label="触发后最高等次", choices=[(one.value, one.label) for one in (Grade.PASS, Grade.FAIL)], error_messages=CHOSEN
    )  # fmt: skip


class TargetsForm(Fitted):
    """A number for each unit, named by its code."""

    def __init__(self, rows: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[f"t{row.division_id}"] = points(row.division.name, required=False, initial=row.target)

    def asked(self) -> dict[str, float | None]:
        return {name[1:]: value for name, value in self.cleaned_data.items()}


class IssueForm(StepForm):
    self_due_on = day("自评截止")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("self_due_on", timezone.localdate() + timedelta(days=14))


class SettleForm(StepForm):
    appeals_until = day("申诉截止", help_text="到这一天为止。核定后依据就固定下来。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("appeals_until", timezone.localdate() + timedelta(days=7))

    def asked(self) -> dict[str, Any]:
        return {"appeals_until": end_of(self.cleaned_data["appeals_until"])}


class AssessForm(StepForm):
    agrees = forms.TypedChoiceField(
        label="系统里的数据", choices=[("yes", "都对"), ("no", "有不同的地方")], widget=forms.RadioSelect, error_messages=CHOSEN,
        coerce=lambda text: text == "yes",
    )  # fmt: skip
    said = TextField(
        label="不同的地方", limit=2000, rows=3, required=False, help_text="指数已经填好，只写哪里不一样、为什么。"
    )
    evidence = TextField(
        label="佐证", limit=1000, rows=2, required=False, help_text="文件名、文号、网址；文件在下面上传。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row
        told = {} if row.agrees is None else {"agrees": "yes" if row.agrees else "no"}
        self.initial = {"said": row.said, "evidence": row.evidence} | told | dict(self.initial)


class VerifyForm(StepForm):
    corrected = points("核定得分", required=False, help_text="与指数一致的不用填；不一致的填核定后的分数，并写明理由。")
    finding = TextField(label="核验意见", limit=1000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"corrected": self.row.corrected, "finding": self.row.finding} | dict(self.initial)


class AppealForm(StepForm):
    appeal = TextField(label="申诉的理由", limit=1000, rows=3)


class RejectForm(StepForm):
    answer = TextField(label="答复", limit=1000, rows=2)


class UpholdForm(RejectForm):
    points = points("调整分", least=-100, help_text="加几分写几，扣分写负数。")


class AdjustForm(Fitted):
    """`gates` are the appraisal's gates of stated events."""

    kind = forms.ChoiceField(label="种类", choices=Adjustment.Kind.choices, error_messages=CHOSEN)
    points = points("分值", required=False, help_text="加分、扣分要填；门槛事件不填。")
    gate = forms.ChoiceField(label="门槛事件", required=False, error_messages=CHOSEN)
    reason = TextField(label="理由", limit=400, rows=2)
    evidence = TextField(label="依据", limit=400, rows=1, required=False)

    def __init__(self, *args: Any, gates: Iterable[dict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one["key"], one["title"]) for one in gates if one["kind"] == "event"]
        self.fields["gate"].choices = [("", "—"), *known]
        if not known:
            del self.fields["gate"]
            self.fields["kind"].choices = [one for one in Adjustment.Kind.choices if one[0] != Adjustment.Kind.EVENT]

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data | {"points": self.cleaned_data["points"] or 0.0}
