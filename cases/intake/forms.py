"""The shape of what comes in by file, by the public page and for the register of sensors."""

from __future__ import annotations

from typing import Any

import filetype
from django import forms
from django.core.exceptions import ValidationError

from cases.forms import NONE, TextField
from cases.intake.actions.snapshots import PHOTOS
from cases.intake.models import Sensor
from cases.lookups import categories_at
from cases.models import Category, Question
from governance.access.models import Division
from governance.web.forms import Fitted

IMAGES = {"jpg", "png", "webp", "heic", "avif"}  # the last two are refused later, with what to do about it
MOST_BYTES = 12 * 1024 * 1024


class UploadForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="属于", empty_label=None, error_messages=NONE)
    file = forms.FileField(
        label="热线工单表（xlsx）", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。", "missing": "请选择文件。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip

    def __init__(self, divisions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions


class Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to three pictures, judged by their own bytes."""

    def __init__(self) -> None:
        widget = Photos(attrs={"accept": "image/*", "multiple": True})
        super().__init__(
            label="照片", required=False, widget=widget, help_text=f"最多 {PHOTOS} 张，会去掉照片里的位置信息。"
        )

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        found = [one for one in (value if isinstance(value, list | tuple) else [value]) if one]
        if len(found) > PHOTOS:
            raise ValidationError(f"照片最多 {PHOTOS} 张。")
        for one in found:
            if one.size > MOST_BYTES:
                raise ValidationError("照片太大，请用普通画质再拍一张。")
            guess = filetype.guess(one.read(512))
            one.seek(0)
            if not guess or guess.extension not in IMAGES:
                raise ValidationError("这里只能传照片（JPG、PNG、WebP）。")
        return found


class ReportForm(Fitted):
    """随手拍 of one category. `website` is a trap for programs: a person does not see it."""

    photos = PhotosField()
    text = TextField(label="什么情况", limit=500, rows=3, help_text="一句话就行，不要写证件号和电话。")
    place = forms.ChoiceField(label="在哪个街镇、居委", required=False, error_messages=NONE)
    address = TextField(label="具体地点", limit=120, rows=1, required=False, help_text="例如：抚顺路 363 弄 3 号楼门口")
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="怎么称呼您", max_length=40, required=False, error_messages={"max_length": "最多 40 个字。"}
    )
    phone = forms.CharField(
        label="联系电话", max_length=20, required=False, error_messages={"max_length": "请填正确的电话号码，或者不填。"},
        help_text="只用来核实和答复，不会公开。", widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, category: Category, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "不清楚，按地点认"), *places]
        self.questions = {f"q_{one.code}": one for one in category.questions.filter(active=True)}
        for name, question in self.questions.items():
            self.fields[name] = _asked(question)

    def details(self) -> dict[str, Any]:
        return {one.code: self.cleaned_data.get(name) for name, one in self.questions.items()}

    def question_fields(self) -> list[Any]:
        return [self[name] for name in self.questions]


def _asked(question: Question) -> forms.Field:
    """A question as a field; what the answer must look like is checked by the action."""
    given: dict[str, Any] = {"label": question.label, "required": question.required, "help_text": question.hint}
    choices = [(str(one["key"]), str(one["name"])) for one in question.choices]
    wrong = {"required": "请回答。", "invalid_choice": "请从选项里选。", "invalid": "请填数字。"}
    match question.kind:
        case Question.Kind.SINGLE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=wrong, **given)
        case Question.Kind.MULTIPLE:
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong, **given
            )
        case Question.Kind.NUMBER:
            return forms.FloatField(error_messages=wrong, **given)
        case Question.Kind.TEXT:
            return TextField(limit=2000, **given)
    return TextField(limit=200, rows=1, **given)


class WordForm(forms.Form):
    resolved = forms.TypedChoiceField(
        label="问题解决了吗", choices=[("yes", "已解决"), ("no", "没有解决")], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, error_messages=NONE,
    )  # fmt: skip
    comment = TextField(label="还想说什么", limit=200, rows=2, required=False, help_text="不要写证件号和电话。")


class SensorForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="所在", empty_label="请选择", error_messages=NONE)
    code = forms.CharField(
        label="编号",
        max_length=40,
        error_messages={"required": "请填写。"},
        help_text="与设备上的一致，字母、数字和 . _ -",
    )
    name = TextField(label="名称", limit=60, rows=1, help_text="例如：3 号楼烟感")
    category = forms.ChoiceField(label="报警算哪类工单", error_messages=NONE)
    address = TextField(label="地点", limit=120, rows=1)
    latitude = forms.FloatField(
        label="纬度", min_value=-90, max_value=90, required=False, error_messages={"invalid": "请填数字。"}
    )
    longitude = forms.FloatField(
        label="经度", min_value=-180, max_value=180, required=False, error_messages={"invalid": "请填数字。"}
    )
    threshold = forms.FloatField(
        label="报警阈值",
        required=False,
        help_text="读数到这个数才报警；不填则每次上报都算报警。",
        error_messages={"invalid": "请填数字。"},
    )
    quiet_minutes = forms.IntegerField(
        label="静默时间（分钟）", min_value=0, max_value=10080, initial=60, help_text="工单结案后这段时间内的报警只计数。",
        error_messages={"required": "请填写。", "invalid": "请填整数。", "max_value": "最多 10080 分钟（7 天）。", "min_value": "不能小于 0。"},
    )  # fmt: skip
    active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, divisions: Any, *args: Any, sensor: Sensor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sensor:
            del self.fields["division"], self.fields["code"]
            code = sensor.division_id
        else:
            del self.fields["active"]
            self.fields["division"].queryset = divisions
            code = divisions[0].code if divisions else ""
        self.fields["category"].choices = [("", "请选择"), *((one.code, one.name) for one in categories_at(code))]
