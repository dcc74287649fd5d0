"""Shape of what people type about creations, river sections and patrols; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cases.creations.models import Creation, RiverSection
from cases.forms import TextField
from cases.hazards.forms import CHOSEN, HELP, NEEDED, ReasonForm, RowField, day_field, moment_field
from cases.hazards.selectors import people_at
from cases.lookups import categories_at
from cases.models import Category
from governance.access.models import Division, User
from governance.web.forms import Fitted
from governance.web.stepping import StepForm


class ApplyForm(Fitted):
    """`divisions` are the committees for which the caller may apply."""

    division = RowField(Division, label="居委")
    kind = forms.ChoiceField(label="创建", choices=Creation.Kind, widget=forms.RadioSelect, error_messages=CHOSEN)
    statement = TextField(label="申报说明", limit=1000, rows=5, help_text="写明做了哪些工作、达到哪些条件。" + HELP)

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(divisions)
        self.fields["division"].offer(known)
        if len(known) == 1:
            self.initial.setdefault("division", known[0].code)


class CheckForm(StepForm):
    note = TextField(label="核查情况", limit=400, rows=3, help_text=HELP)


class NameForm(StepForm):
    valid_until = day_field("有效期至", help_text="最长 5 年，到期前 60 天起提醒复核。")


class RecheckForm(NameForm):
    note = TextField(label="复核情况", limit=400, rows=3, help_text=HELP)
    field_order = ("note", "valid_until")


class SectionForm(Fitted):
    """For a new section in `division`, or for `section` as it stands."""

    code = TextField(label="编号", limit=20, rows=1, help_text="和河长公示牌一致。")
    name = TextField(label="河段", limit=60, rows=1)
    address = TextField(label="起止位置", limit=120, rows=1, help_text="从哪里到哪里。")
    chief = RowField(User, label="河长")
    post = TextField(label="职务", limit=40, rows=1, help_text="例如居委副书记。")
    length_m = forms.IntegerField(label="长度（米）", min_value=1, max_value=100_000, error_messages=NEEDED)
    interval = forms.IntegerField(
        label="巡河间隔（天）", min_value=1, max_value=90, initial=7, error_messages=NEEDED
    )  # fmt: skip
    since = day_field("设立日期")

    def __init__(self, *args: Any, division: str, section: RiverSection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {one.pk: one for one in people_at(division)}
        if section is None:
            self.initial.setdefault("since", timezone.localdate())
        else:
            del self.fields["since"]
            people.setdefault(section.chief_id, section.chief)
            given = {name: getattr(section, name) for name in self.fields if name != "chief"}
            self.initial = {**self.initial, **given, "chief": section.chief_id}
        self.fields["chief"].offer(people.values())


class EndForm(ReasonForm):
    on = day_field("撤销日期", required=False, help_text="不填就是今天。")


class PatrolForm(Fitted):
    at = moment_field("巡河时间")
    found = forms.BooleanField(label="发现问题", required=False)
    text = TextField(label="情况", limit=400, rows=3, required=False, help_text="发现问题的须写明。" + HELP)
    category = RowField(
        Category, label="转为工单的类别", required=False, help_text="须由部门处置的请选类别，马上开出工单；当场处置好的不选。"
    )  # fmt: skip

    def __init__(self, *args: Any, section: RiverSection, files: bool, **kwargs: Any) -> None:
        """`files`: may the caller open a case here?"""
        super().__init__(*args, **{"auto_id": "patrol_%s"} | kwargs)
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))
        if files:
            self.fields["category"].offer(categories_at(section.division_id))
        else:
            del self.fields["category"]
