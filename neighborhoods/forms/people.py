"""Shape of the input of the registers of houses and people."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.access.models import Division
from governance.web.forms import Fitted
from neighborhoods.forms.fields import Day, today_field
from neighborhoods.models import Estate, KeyPerson, Resident, Reveal


class EstateForm(Fitted):
    division = forms.ModelChoiceField(Division.objects.none(), label="居委", empty_label=None)
    name = forms.CharField(label="小区名称", max_length=60, error_messages={"required": "请填写小区名称。"})
    address = forms.CharField(label="地址", max_length=120, required=False, help_text="如：四平路 1239 弄")
    kind = forms.ChoiceField(
        label="类型", choices=Estate.Kind.choices, widget=forms.RadioSelect, initial=Estate.Kind.RESETTLED
    )

    def __init__(self, committees: Any, *args: Any, **kwargs: Any) -> None:
        """`committees=None`: an estate that exists stays where it is."""
        super().__init__(*args, **kwargs)
        if committees is None:
            del self.fields["division"]
        else:
            self.fields["division"].queryset = committees


class BuildingForm(forms.Form):
    name = forms.CharField(
        label="楼号", max_length=20, help_text="如：23 号", error_messages={"required": "请填写楼号。"}
    )
    floors = forms.IntegerField(label="层数", min_value=1, max_value=200, initial=6)


class HouseholdForm(forms.Form):
    room = forms.CharField(
        label="室号", max_length=20, help_text="如：502 室", error_messages={"required": "请填写室号。"}
    )


class ResidentForm(Fitted):
    """With an ID number, sex and birth date are read from it and need not be filled in."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    id_number = forms.CharField(
        label="居民身份证号", max_length=30, required=False, help_text="填了证件号，性别和出生日期不用再填。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    phone = forms.CharField(
        label="电话", max_length=30, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.CharField(
        label="与户主关系", max_length=12, required=False, help_text="如：户主、配偶、子女、租客"
    )
    sex = forms.ChoiceField(label="性别", choices=Resident.Sex.choices, widget=forms.RadioSelect, required=False)
    birth_date = forms.DateField(label="出生日期", widget=Day(), required=False)


class ResidentEditForm(ResidentForm):
    """What is masked is not shown here either: an empty box leaves it as it is."""

    def __init__(self, resident: Resident, *args: Any, **kwargs: Any) -> None:
        shown = {name: getattr(resident, name) for name in ("relation", "sex", "birth_date")}
        super().__init__(*args, initial=shown, **kwargs)
        masked = {"name": resident.masked_name, "id_number": resident.id_number_masked, "phone": resident.phone_masked}
        for name, mask in masked.items():
            self.fields[name].required = False
            self.fields[name].help_text = f"现为 {mask}，不改就留空。" if mask else "还没有登记。"

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value or name == "relation"}


class EndForm(forms.Form):
    on = today_field("日期")


class KeyPersonForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=KeyPerson.Kind.choices, widget=forms.RadioSelect)
    since = today_field("列入日期")
    interval = forms.IntegerField(label="走访间隔（天）", min_value=1, max_value=365, initial=30)


class RevealForm(forms.Form):
    category = forms.ChoiceField(
        label="理由", choices=[(label, label) for label in Reveal.Category.labels], widget=forms.RadioSelect,
        error_messages={"required": "请选择查看的理由。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="具体说明", max_length=200, required=False, help_text="选“其他”时须写明，至少 4 个字。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def asked(self) -> str:
        given = self.cleaned_data
        return given["reason"] if given["category"] == Reveal.Category.OTHER.label else given["category"]
