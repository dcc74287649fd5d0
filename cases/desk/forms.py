"""The shape of what is typed at the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.desk.actions.photos import LOOKING
from cases.desk.models import Photo, ReplyTemplate
from cases.desk.places import PLACES
from cases.forms import NONE, TextField
from cases.lookups import categories_at
from cases.models import Category
from governance.access.models import Division
from governance.web.forms import Fitted

PLACES_HELP = "可用的空：" + "".join(f"{{{name}}}" for name in PLACES) + "，用到工单上时自动填好。"


class ReplyForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="适用范围", empty_label=None, error_messages=NONE)
    step = forms.ChoiceField(label="步骤", choices=ReplyTemplate.Step.choices, error_messages=NONE)
    category = forms.ModelChoiceField(
        Category.objects.none(), label="类别", required=False, empty_label="全部类别", error_messages=NONE
    )
    title = TextField(label="名称", limit=30, rows=1, help_text="选模板时看到的名称。")
    text = TextField(label="内容", limit=500, rows=5, help_text=PLACES_HELP)
    order = forms.IntegerField(
        label="序号", min_value=1, max_value=999, initial=1,
        error_messages={"required": "请填写。", "invalid": "请填整数。", "min_value": "至少为 1。", "max_value": "最大 999。"},
    )  # fmt: skip
    active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(
        self, *args: Any, divisions: list[Division], reply: ReplyTemplate | None = None, **kwargs: Any
    ) -> None:
        fields = ("step", "category", "title", "text", "order", "active")
        super().__init__(*args, initial={name: getattr(reply, name) for name in fields} if reply else None, **kwargs)
        place = reply.division_id if reply else divisions[0].code
        offered = categories_at(place)
        self.fields["category"].queryset = Category.objects.filter(pk__in=[one.pk for one in offered])
        if reply:
            del self.fields["division"]
        else:
            self.fields["division"].queryset = Division.objects.filter(code__in=[one.code for one in divisions])


class PhotoForm(forms.Form):
    """One or several pictures; each becomes an attachment of its own."""

    kind = forms.ChoiceField(choices=Photo.Kind.choices, error_messages=NONE)
    caption = TextField(label="说明", limit=60, rows=1, required=False)


class LookForm(forms.Form):
    why = forms.ChoiceField(label="理由", choices=LOOKING, error_messages=NONE)
