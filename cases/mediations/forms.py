"""Shape of what people type about mediations; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms import TextField
from cases.mediations.models import Consult, Disputant, Mediation
from cases.mediations.selectors import mediators_at
from governance.access.models import Division, User
from governance.web.forms import Day, Fitted, Moment
from governance.web.stepping import StepForm
from neighborhoods.models import Reveal

CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}
NEEDED = {"required": "请填写。", "invalid": "请填写正确的日期或数字。"}
HELP = "不要写证件号和电话。"


def moment_field(label: str, **kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=Moment(), error_messages=NEEDED | {"invalid": "请写成 2026-11-18 09:30。"}, **kwargs
    )


def short_text(label: str, limit: int, *, required: bool = True, kind: str = "text", **kwargs: Any) -> forms.CharField:
    """Names and numbers of people: here they are asked for, so they are not refused."""
    widget = forms.TextInput(attrs={"maxlength": limit, "autocomplete": "off", "inputmode": kind})
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=widget, error_messages=NEEDED, **kwargs
    )


class PlaceField(forms.ModelChoiceField):
    """Where it is registered, shown without asking for the places twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Division.objects.none(), empty_label="请选择", error_messages=CHOSEN, **kwargs)

    def offer(self, divisions: Iterable[Division]) -> None:
        known = list(divisions)
        self.queryset = Division.objects.filter(code__in=[one.code for one in known])
        self.choices = [("", self.empty_label), *((one.code, one.name) for one in known)]


class PlacedForm(Fitted):
    """`divisions` are those the caller may file in; a single one is chosen already."""

    division = PlaceField(label="登记在")

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(divisions)
        self.fields["division"].offer(known)
        if len(known) == 1:
            self.initial.setdefault("division", known[0].code)


class MediationForm(PlacedForm):
    """With the first two people; more are noted on the mediation's own page."""

    kind = forms.ChoiceField(label="纠纷类型", choices=[("", "请选择"), *Mediation.Kind.choices], error_messages=CHOSEN)
    origin = forms.ChoiceField(
        label="来源", choices=[(o.value, o.label) for o in Mediation.Origin if o != Mediation.Origin.CASE], error_messages=CHOSEN
    )  # fmt: skip
    title = TextField(label="事由", limit=80, rows=1, help_text="一句话说清楚为什么事。" + HELP)
    facts = TextField(label="纠纷主要事实", limit=2000, rows=4, required=False, help_text=HELP)
    applicant = short_text("申请人姓名", 40, required=False)
    applicant_phone = short_text("申请人电话", 20, required=False, kind="tel")
    respondent = short_text("被申请人姓名", 40, required=False)
    respondent_phone = short_text("被申请人电话", 20, required=False, kind="tel")
    registered_at = moment_field("受理时间")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("registered_at", timezone.localtime().replace(second=0, microsecond=0))

    def asked(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        sides = [(side, given.pop(side), given.pop(f"{side}_phone")) for side in ("applicant", "respondent")]
        return given | {"people": [{"side": side, "name": name, "phone": phone} for side, name, phone in sides if name]}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for side in ("applicant", "respondent"):
            if given.get(f"{side}_phone") and not given.get(side):
                self.add_error(side, "填了电话，也请填姓名。")
        return given


class FromCaseForm(MediationForm):
    """A case says where it is and how it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["origin"], self.fields["division"]


class DisputantForm(forms.Form):
    side = forms.ChoiceField(label="身份", choices=Disputant.Side.choices, error_messages=CHOSEN)
    name = short_text("姓名（名称）", 40)
    phone = short_text("电话", 20, required=False, kind="tel")
    id_number = short_text("居民身份证号", 20, required=False, help_text="制作协议书时用，可以后补。")
    address = short_text("住址", 120, required=False)


class UserField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), empty_label="请选择", error_messages=CHOSEN, **kwargs)

    def offer(self, people: list[User]) -> None:
        self.queryset = User.objects.filter(pk__in=[one.pk for one in people])
        self.choices = [("", self.empty_label), *((one.pk, one.name) for one in people)]


class SeatForm(StepForm):
    mediator = UserField(label="调解员")
    second = UserField(label="第二调解员", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = mediators_at(self.row.division_id)
        for name in ("mediator", "second"):
            self.fields[name].offer(people)
            self.initial.setdefault(name, getattr(self.row, f"{name}_id"))


class StartForm(SeatForm):
    place = TextField(label="调解地点", limit=120, rows=1, required=False)


class AgreeForm(StepForm):
    agreement = TextField(label="协议内容", limit=4000, rows=6, help_text="逐条写明谁、在什么时候、做什么。" + HELP)
    fulfil_due_at = forms.DateField(
        label="履行期限", widget=Day(), error_messages=NEEDED, help_text="到这一天为止；当场履行的填今天。"
    )
    closed_at = moment_field("达成协议的时间", required=False, help_text="不填就是现在。")

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data | {"fulfil_due_at": end_of(self.cleaned_data["fulfil_due_at"])}


class FailForm(StepForm):
    onward = forms.ChoiceField(
        label="当事人的去向", choices=Mediation.Onward.choices[1:], widget=forms.RadioSelect, error_messages=CHOSEN
    )
    reason = TextField(label="不成的原因", limit=400, rows=2, required=False, help_text=HELP)


class FulfilForm(StepForm):
    fulfilled_at = moment_field("履行时间", required=False, help_text="不填就是现在。")
    followed_up = TextField(label="回访情况", limit=400, rows=2, required=False, help_text=HELP)


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, rows=2, help_text=HELP)


class ConsultForm(PlacedForm):
    topic = forms.ChoiceField(label="领域", choices=[("", "请选择"), *Consult.Topic.choices], error_messages=CHOSEN)
    channel = forms.ChoiceField(
        label="方式", choices=Consult.Channel.choices, widget=forms.RadioSelect, initial="desk", error_messages=CHOSEN
    )
    question = TextField(label="咨询内容", limit=1000, rows=4, help_text=HELP)
    name = short_text("姓名", 40, required=False, help_text="可以不留姓名。")
    phone = short_text("电话", 20, required=False, kind="tel")


class AnswerForm(StepForm):
    answer = TextField(label="答复", limit=1000, rows=4, help_text=HELP)
    adviser = TextField(
        label="律师或法律工作者", limit=40, rows=1, required=False, help_text="由律师答复的，写律师姓名。"
    )


class ReferForm(StepForm):
    referral = forms.ChoiceField(
        label="转介到", choices=Consult.Referral.choices[1:], widget=forms.RadioSelect, error_messages=CHOSEN
    )


class RevealForm(forms.Form):
    category = forms.ChoiceField(
        label="查看的理由", choices=Reveal.Category.choices, widget=forms.RadioSelect, error_messages=CHOSEN
    )
    reason = short_text("具体说明", 200, required=False, help_text="选“其他”时须写明，至少 4 个字。")

    def asked(self) -> str:
        """The reason as the action takes it: a category's label, or one's own words."""
        category = Reveal.Category(self.cleaned_data["category"])
        return self.cleaned_data["reason"] if category == Reveal.Category.OTHER else category.label


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
