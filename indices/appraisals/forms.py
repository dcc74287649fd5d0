"""Shape of what people type about appraisals and assessments; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms import TextField
from governance.access.models import Division, User
from governance.access.selectors import divisions_in_reach
from governance.web.forms import Day
from governance.web.stepping import StepForm
from indices.appraisals.models import Adjustment, Appraisal
from indices.appraisals.rules import Grade, Part

CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
NEEDED = {"required": "请填写。", "invalid": "请填写正确的日期或数字。"}
GATES = (
    ("score", "得分低于（指标、维度或总分，按各月平均）"),
    ("value", "指标的期末实际值低于"),
    ("event", "发生某件事（一票否决）"),
)


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
        found = {}
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


class TargetsForm(forms.Form):
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


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2)


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
        self.initial = {"said": row.said, "evidence": row.evidence} | told | self.initial


class VerifyForm(StepForm):
    corrected = points("核定得分", required=False, help_text="与指数一致的不用填；不一致的填核定后的分数，并写明理由。")
    finding = TextField(label="核验意见", limit=1000, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"corrected": self.row.corrected, "finding": self.row.finding} | self.initial


class AppealForm(StepForm):
    appeal = TextField(label="申诉的理由", limit=1000, rows=3)


class RejectForm(StepForm):
    answer = TextField(label="答复", limit=1000, rows=2)


class UpholdForm(RejectForm):
    points = points("调整分", least=-100, help_text="加几分写几，扣分写负数。")


class AdjustForm(forms.Form):
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


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}
    )


class DeliverForm(FileForm):
    file = forms.FileField(
        label="得分表", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择 xlsx 或 csv 文件。", "empty": "文件是空的，请重新选择。"},
        help_text="每行一个单位：单位代码（或名称）、得分，后面可以有各分项。有一行不对，整个文件都不导入。",
    )  # fmt: skip


class ExternalForm(PlacedForm):
    permission = "appraisals.add_externalassessment"

    title = TextField(label="名称", limit=80, rows=1)
    body = TextField(label="受托机构", limit=80, rows=1)
    level = forms.ChoiceField(
        label="评估对象", choices=[("subdistrict", "街镇"), ("committee", "居村")], error_messages=CHOSEN
    )
    since = month_field("起始月份")
    until = month_field("截止月份")
    commissioned_on = day("委托日期", required=False, help_text="不填就是今天。")
    due_on = day("应提交日期", required=False)
    method = TextField(label="评估方法", limit=1000, rows=3)
    sample = TextField(label="样本", limit=400, rows=2, required=False, help_text="怎么抽的、多少户。")


class AcceptForm(StepForm):
    opinion = TextField(label="验收意见", limit=400, rows=2)


class SchemeForm(PlacedForm):
    permission = "appraisals.add_centerscheme"

    year = year_field()
    title = TextField(label="名称", limit=60, rows=1, required=False, help_text="不填就按单位和年度取名。")
    items = TextField(
        label="评估项目",
        limit=3000,
        rows=8,
        help_text="每行一项：名称、空格、分值，合起来 100 分。如：开放时间和场地 20",
    )
    line_excellent = points("优秀线", initial=90)
    line_good = points("良好线", initial=80)
    line_pass = points("合格线", initial=60)

    def clean_items(self) -> list[dict[str, Any]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["items"].splitlines())):
            title, _, worth = line.replace("　", " ").rpartition(" ")
            try:
                found.append({"title": title, "points": float(worth)})
            except ValueError:
                raise forms.ValidationError(f"“{line[:30]}”看不懂，请写成：名称 分值。") from None
        return found


class MarksForm(forms.Form):
    """A score and what it rests on, for each item."""

    def __init__(self, items: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(items)
        for at, item in enumerate(items):
            label = f"{item['title']}（{item['points']:g} 分）"
            self.fields[f"s{at}"] = points(label, initial=item.get("score"))
            about = f"{item['title']}的依据"
            self.fields[f"e{at}"] = TextField(
                label=about, limit=200, rows=1, required=False, initial=item.get("evidence", "")
            )

    def asked(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        return [{"score": given[f"s{at}"], "evidence": given[f"e{at}"]} for at in range(self.count)]


def end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(23, 59, 59)))
