"""Shape of the input of the workers' pages; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from governance.access.models import Division
from governance.web.forms import Day, Fitted
from workers.models import Certificate, Post, Posting, Reveal, Session, Training, Worker

NEEDED = {"required": "请填写。", "invalid_choice": "请从列表中选择。", "invalid": "请填写正确的日期或数字。"}
CHOSEN = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=Day(), error_messages=NEEDED, **kwargs)


def text_field(label: str, limit: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, error_messages=NEEDED, **kwargs)


class PlaceField(forms.ModelChoiceField):
    """A street or committee, shown under its street."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Division.objects.none(), empty_label="请选择", error_messages=CHOSEN, **kwargs)

    def offer(self, divisions: Iterable[Division]) -> None:
        found = sorted(divisions, key=lambda one: one.code)
        self.queryset = Division.objects.filter(code__in=[one.code for one in found])
        streets = {one.code[:9]: one.name for one in found if one.level == Division.Level.SUBDISTRICT}
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in found:
            groups.setdefault(streets.get(one.code[:9], ""), []).append((one.code, one.name))
        named = [(name, options) for name, options in groups.items() if name]
        self.choices = [("", self.empty_label), *groups.get("", []), *named]


class PersonForm(Fitted):
    """With an ID number, sex and birth date are read from it."""

    name = text_field("姓名", 40)
    id_number = text_field(
        "居民身份证号", 30, required=False, help_text="性别和出生日期从证件号读出。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    phone = text_field(
        "电话", 30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    education = forms.ChoiceField(
        label="学历", choices=[("", "未登记"), *Worker.Education.choices], required=False, error_messages=CHOSEN
    )
    skills = text_field("全岗通事项", 200, required=False, help_text="能独立办理的事项，如：社保、民政、计生")


class PersonEditForm(PersonForm):
    """What is masked is not shown here either: an empty box leaves it as it is."""

    def __init__(self, worker: Worker, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"education": worker.education, "skills": worker.skills}, **kwargs)
        masked = {"name": worker.masked_name, "id_number": worker.id_number_masked, "phone": worker.phone_masked}
        for name, mask in masked.items():
            self.fields[name].required = False
            self.fields[name].help_text = f"现为 {mask}，不改就留空。" if mask else "还没有登记。"

    def changes(self) -> dict[str, Any]:
        kept = ("education", "skills")
        return {name: value for name, value in self.cleaned_data.items() if value or name in kept}


class ChangeForm(Fitted):
    """When and, where it leads somewhere, to which place and post."""

    to = PlaceField(label="到哪里")
    post = forms.ChoiceField(label="岗位", error_messages=CHOSEN)
    ending = forms.ChoiceField(
        label="离职原因", choices=[(one.value, one.label) for one in Posting.LEAVING], widget=forms.RadioSelect,
        error_messages=CHOSEN,
    )  # fmt: skip
    effective_on = day_field("生效日期", initial=timezone.localdate)
    note = text_field(
        "说明", 400, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="不要写证件号和电话。"
    )

    def __init__(
        self, *args: Any, places: Iterable[Division], posts: Iterable[Post], leaving: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if leaving:
            del self.fields["to"], self.fields["post"]
            return
        del self.fields["ending"]
        self.fields["to"].offer(places)
        self.fields["post"].choices = [("", "请选择"), *((one.code, one.name) for one in posts)]


class JoinForm(ChangeForm, PersonForm):
    field_order = ["name", "id_number", "phone", "education", "skills", "to", "post", "effective_on", "note"]


class RejectForm(forms.Form):
    reason = text_field("不同意的理由", 200, widget=forms.Textarea(attrs={"rows": 2}))


class RevealForm(forms.Form):
    category = forms.ChoiceField(
        label="理由", choices=[(label, label) for label in Reveal.Category.labels], widget=forms.RadioSelect,
        error_messages={"required": "请选择查看的理由。"},
    )  # fmt: skip
    reason = text_field(
        "具体说明", 200, required=False, help_text="选“其他”时须写明，至少 4 个字。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def asked(self) -> str:
        given = self.cleaned_data
        return given["reason"] if given["category"] == Reveal.Category.OTHER.label else given["category"]


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=Certificate.Kind.choices, error_messages=CHOSEN)
    number = text_field("证书编号", 40, required=False)
    issued_on = day_field("发证日期")
    expires_on = day_field("有效期至", required=False, help_text="长期有效的不填。")


class WithdrawForm(forms.Form):
    reason = text_field("理由", 200, help_text="如：登记错了、证书被撤销")


class QuotaForm(forms.Form):
    places = forms.IntegerField(label="员额", min_value=0, max_value=5000, error_messages=NEEDED)
    since = day_field("起", initial=timezone.localdate)
    basis = text_field("依据", 100, required=False, help_text="如：文件名称和文号")


class PostEditForm(forms.Form):
    name = text_field("名称", 30)
    order = forms.IntegerField(label="序号", min_value=0, max_value=999, initial=50, error_messages=NEEDED)
    active = forms.BooleanField(label="在用", required=False)


class PostForm(forms.Form):
    name = text_field("名称", 30)
    code = forms.SlugField(
        label="代码", max_length=40, help_text="小写字母、数字和短横，如 worker",
        error_messages={"required": "请填写。", "invalid": "代码只能用字母、数字和短横。"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="类别", choices=Post.Kind.choices, error_messages=CHOSEN)
    counts = forms.BooleanField(label="占员额", required=False, initial=True, help_text="保存后不能再改。")
    order = forms.IntegerField(label="序号", min_value=0, max_value=999, initial=50, error_messages=NEEDED)


class TrainingForm(Fitted):
    division = PlaceField(label="举办单位")
    title = text_field("名称", 60)
    kind = forms.ChoiceField(label="类别", choices=Training.Kind.choices, error_messages=CHOSEN)
    teacher = text_field("授课单位", 60, required=False)
    topic = text_field("内容", 400, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, divisions: Iterable[Division] | None, **kwargs: Any) -> None:
        """`divisions=None`: a training that exists stays where it is."""
        super().__init__(*args, **kwargs)
        if divisions is None:
            del self.fields["division"]
        else:
            self.fields["division"].offer(divisions)


class SessionForm(forms.Form):
    starts_at = forms.DateTimeField(label="开始时间", widget=Moment(), error_messages=NEEDED)
    ends_at = forms.DateTimeField(label="结束时间", widget=Moment(), error_messages=NEEDED)
    hours = forms.DecimalField(
        label="课时",
        min_value=Decimal("0.5"),
        max_value=Decimal(40),
        max_digits=4,
        decimal_places=1,
        initial=3,
        error_messages=NEEDED,
    )
    place = text_field("地点", 120, required=False)
    capacity = forms.IntegerField(label="名额", min_value=1, max_value=5000, initial=60, error_messages=NEEDED)

    @classmethod
    def of(cls, session: Session, data: QueryDict | None) -> SessionForm:
        return cls(data, initial={name: getattr(session, name) for name in cls.base_fields})


class EnrolForm(Fitted):
    """Who is to have a place: the own workers who have none yet."""

    workers = forms.ModelMultipleChoiceField(
        Worker.objects.none(), label="报名", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请勾选要报名的人。"},
    )  # fmt: skip

    def __init__(self, *args: Any, workers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(workers)
        self.fields["workers"].queryset = Worker.objects.filter(pk__in=[one.pk for one in found])
        self.fields["workers"].choices = [
            (one.pk, f"{one.masked_name} {one.number} {one.division.short_name}") for one in found
        ]
