"""Shape of what people type about hazards, points, crises, watches and violations; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms import DepartmentField, TextField
from cases.hazards.models import Crisis, RiskKind, RiskPoint, Violation, Watch
from cases.hazards.models.point import Level
from cases.hazards.selectors import crises_over, kinds_at, people_at
from cases.lookups import departments_at
from governance.access.models import Division, User
from governance.web.forms import Day, Fitted, Moment
from governance.web.stepping import StepForm

CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
NEEDED = {"required": "请填写。", "invalid": "请填写正确的日期或数字。"}
HELP = "不要写证件号和电话。"


def moment_field(label: str, **kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=Moment(), error_messages=NEEDED | {"invalid": "请写成 2026-11-18 09:30。"}, **kwargs
    )


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), error_messages=NEEDED, **kwargs)


def degrees(label: str, most: int) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(label=label, min_value=-most, max_value=most, required=False, widget=widget)


class RowField(forms.ModelChoiceField):
    """Rows that were read already, so that nothing is asked twice."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(model._base_manager.none(), empty_label="请选择", error_messages=CHOSEN, **kwargs)
        self.model = model

    def offer(self, rows: Iterable[Any]) -> None:
        known = list(rows)
        model = self.model
        self.queryset = model._base_manager.filter(pk__in=[one.pk for one in known])
        self.choices = [("", self.empty_label), *((one.pk, str(one)) for one in known)]


class PlacedForm(Fitted):
    """`divisions` are those the caller may file in; kinds are those of the first, which shares them with the others."""

    division = RowField(Division, label="在哪里")
    kind = RowField(RiskKind, label="种类")

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(divisions)
        self.fields["division"].offer(known)
        if "kind" in self.fields:
            self.fields["kind"].offer(kinds_at(known[0].code) if known else [])
        if len(known) == 1:
            self.initial.setdefault("division", known[0].code)


class HazardForm(PlacedForm):
    """Short enough for a staircase: place, kind, one sentence, a photo."""

    title = TextField(label="隐患", limit=80, rows=1, help_text="一句话说清楚是什么隐患。" + HELP)
    address = TextField(label="地点", limit=120, rows=1)
    description = TextField(label="情况", limit=1000, rows=3, required=False)
    photo = forms.FileField(
        label="照片", required=False, widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)
    found_at = moment_field("发现时间")

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("found_at", timezone.localtime().replace(second=0, microsecond=0))
        if fixed:  # from a case or at a point: the place is known
            del self.fields["division"]


class AssessForm(StepForm):
    level = forms.ChoiceField(label="等级", choices=Level.choices, widget=forms.RadioSelect, error_messages=CHOSEN)
    department = DepartmentField(label="责任部门", required=False, help_text="不选就由居委整改。")
    rectify_due_at = day_field("整改期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].offer(departments_at(self.row.division_id))

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data | {"rectify_due_at": end_of(self.cleaned_data["rectify_due_at"])}


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2, help_text=HELP)


class SendBackForm(ReasonForm):
    rectify_due_at = day_field("新的整改期限", required=False, help_text="不填就按原来的期限。")

    def asked(self) -> dict[str, Any]:
        day = self.cleaned_data["rectify_due_at"]
        return self.cleaned_data | {"rectify_due_at": end_of(day) if day else None}


class ResultForm(StepForm):
    result = TextField(label="整改情况", limit=1000, rows=3, help_text=HELP)


class ClearForm(StepForm):
    note = TextField(label="复查情况", limit=400, rows=2, required=False, help_text=HELP)


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="照片", widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}), error_messages=NEEDED
    )  # fmt: skip


class PointForm(PlacedForm):
    name = TextField(label="名称", limit=60, rows=1)
    address = TextField(label="地点", limit=120, rows=1)
    level = forms.ChoiceField(label="等级", choices=Level.choices, widget=forms.RadioSelect, error_messages=CHOSEN)
    measures = TextField(label="防控措施", limit=400, rows=3, required=False)
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)

    def __init__(self, *args: Any, point: RiskPoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if point is not None:
            del self.fields["division"]
            self.fields["kind"].offer({*kinds_at(point.division_id), point.kind})
            given = {name: getattr(point, name) for name in self.fields if name != "kind"}
            self.initial = {**self.initial, **given, "kind": point.kind_id}


class KindForm(forms.Form):
    name = TextField(label="名称", limit=20, rows=1)
    plan_latent = TextField(label="潜伏期预案", limit=1000, required=False)
    plan_growing = TextField(label="发展期预案", limit=1000, required=False)
    plan_outbreak = TextField(label="爆发期预案", limit=1000, required=False)
    plan_recovery = TextField(label="恢复期预案", limit=1000, required=False)
    active = forms.BooleanField(label="在用", required=False)


class CrisisForm(PlacedForm):
    title = TextField(label="名称", limit=60, rows=1)
    reason = TextField(label="登记的理由", limit=400, rows=2)


class SwitchForm(StepForm):
    reason = TextField(label="切换理由", limit=400, rows=2, help_text="写明依据：预警、通知或现场情况。")


class WatchForm(Fitted):
    person = RowField(User, label="值班人")
    kind = forms.ChoiceField(
        label="方式", choices=Watch.Kind.choices, widget=forms.RadioSelect, initial="rotating", error_messages=CHOSEN
    )
    place = TextField(label="值班地点", limit=60, rows=1)
    phone = forms.CharField(
        label="值班电话", max_length=20, required=False, help_text="填值班室的座机，不要填个人手机。"
    )
    starts_at = moment_field("开始")
    ends_at = moment_field("结束")
    crisis = RowField(Crisis, label="公共危机", required=False)

    def __init__(self, *args: Any, division: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people_at(division))
        self.fields["crisis"].offer(crises_over(division))


class HandOverForm(StepForm):
    handover = TextField(
        label="交接记录", limit=1000, rows=4, help_text="发生了什么、还有什么没有办完、物资在哪里。" + HELP
    )


class ViolationForm(PlacedForm):
    kind = forms.ChoiceField(label="五违", choices=[("", "请选择"), *Violation.Kind.choices], error_messages=CHOSEN)  # type: ignore[assignment]
    must = forms.ChoiceField(label="四必", choices=[("", "请选择"), *Violation.Must.choices], error_messages=CHOSEN)
    title = TextField(label="事项", limit=80, rows=1, help_text=HELP)
    address = TextField(label="地点", limit=120, rows=1)
    description = TextField(label="情况", limit=1000, rows=3, required=False)
    department = DepartmentField(label="执法部门", required=False, help_text="不选就由街道执法。")
    found_at = moment_field("发现时间")

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        known = list(divisions)
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["division"].offer(known)
        self.fields["department"].offer(departments_at(known[0].code) if known else [])
        self.initial.setdefault("found_at", timezone.localtime().replace(second=0, microsecond=0))
        if len(known) == 1:
            self.initial.setdefault("division", known[0].code)


class ActForm(StepForm):
    """A document: what it says, its number, its day."""

    text = TextField(label="内容", limit=400, rows=2, help_text=HELP)
    document = TextField(label="文书编号", limit=60, rows=1, required=False)
    on = day_field("文书日期", required=False, help_text="不填就是今天。")


class PunishForm(ActForm):
    document = TextField(label="处罚决定书编号", limit=60, rows=1)


class OrderForm(ActForm):
    document = TextField(label="责令改正通知书编号", limit=60, rows=1)
    order_due_at = day_field("责令期限")

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data | {"order_due_at": end_of(self.cleaned_data["order_due_at"])}


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
