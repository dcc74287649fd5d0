"""A file to import, and where its scheme belongs."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.access.models import Division
from governance.web.stepping import StepForm
from indices.models import Scheme, SchemeVersion
from indices.selectors.reading import LARGEST, Brought, read


class WithdrawForm(StepForm):
    reason = forms.CharField(label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(forms.Form):
    """`schemes`, `versions` and `divisions` are those the reader may draft in."""

    file = forms.FileField(
        label="方案文件", help_text="JSON（与 score_table 相同）或 xlsx（节点、指标卡、方案三张表），不超过 2 MB。",
        error_messages={"required": "请选择方案文件。", "empty": "文件是空的。"},
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx"}),
    )  # fmt: skip
    scheme = forms.ModelChoiceField(
        Scheme.objects.none(), label="作为哪个方案的新版本", required=False, empty_label="新建一个方案"
    )
    based_on = forms.ModelChoiceField(
        SchemeVersion.objects.none(), label="与哪一版对照", required=False, empty_label="不对照",
        help_text="JSON 里没有“暂定”标记：目标值没有改的，沿用这一版的标记。",
    )  # fmt: skip
    division = forms.ModelChoiceField(Division.objects.none(), label="新方案属于", required=False, empty_label="请选择")
    code = forms.RegexField(
        r"^[a-z0-9-]{2,40}$", label="新方案代码", required=False,
        error_messages={"invalid": "代码用小写字母、数字和短横，2 到 40 个字符。"},
    )  # fmt: skip
    name = forms.CharField(label="新方案名称", max_length=60, required=False)
    note = forms.CharField(
        label="修订说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000})
    )

    def __init__(self, *args: Any, schemes: Any, versions: Any, divisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["scheme"].queryset, fields["based_on"].queryset = schemes, versions
        fields["division"].queryset = divisions

    def clean_file(self) -> Brought:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("文件太大，方案文件不超过 2 MB。")
        with NamedTemporaryFile(suffix=".xlsx") as kept:  # openpyxl goes by the name; `read` does not
            for chunk in file.chunks():
                kept.write(chunk)
            kept.flush()
            return read(Path(kept.name))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("scheme") is None and "scheme" not in self.errors:
            for name, text in (("division", "请选择新方案属于哪个区。"), ("code", "请给新方案起一个代码。")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return given

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        scheme = given["scheme"]
        return {
            "definition": given["file"].definition, "provisional": given["file"].provisional, "based_on": given["based_on"], "note": given["note"],
            "division": scheme.division if scheme else given["division"], "code": scheme.code if scheme else given["code"], "name": given["name"],
        }  # fmt: skip
