"""Shape of what people type about third parties' and centers' assessments; the rules are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms import TextField
from governance.web.stepping import StepForm
from indices.appraisals.forms.parts import (
    CHOSEN,
    FileForm,
    PlacedForm,
    day,
    month_field,
    points,
    year_field,
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
