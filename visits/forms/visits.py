"""The visit form: everything that can be known is filled in; a need is a chip, a sentence is optional."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Category
from governance.vault import masks
from governance.web.forms import Fitted
from neighborhoods.models import Household, Partner, Resident
from visits.actions.visits import Delicate, NeedAsked
from visits.models import Sensitivity, Visit


class MaskedChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, resident: Resident) -> str:
        return masks.name(resident.name)


class VisitForm(Fitted):
    """`needs` are codes of categories; each brings `say_<code>` and, if it opens a case, `case_<code>`."""

    EXTRA = ("frontline", "answer", "sensitivity", "purpose", "consent")

    id = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(label="方式", choices=Visit.Method, widget=forms.RadioSelect, initial=Visit.Method.DOOR)
    visited_at = forms.DateTimeField(
        label="走访时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写走访的日期和时间。", "required": "请填写走访的日期和时间。"},
    )  # fmt: skip
    nobody = forms.BooleanField(label="家中无人，已留联系卡", required=False)
    residents = MaskedChoice(
        label="见到的居民", queryset=Resident.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(label="需求", required=False, widget=forms.CheckboxSelectMultiple)
    content = forms.CharField(
        label="说一句",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不要写证件号和电话",
    )

    frontline = forms.BooleanField(label="一线工作法：街道或部门同访，现场办理", required=False)
    answer = forms.CharField(
        label="当场答复",
        max_length=200,
        required=False,
        help_text="接待时当场答复了就写；不写的由您跟进到底，5 个工作日内答复或移交",
    )
    sensitivity = forms.ChoiceField(
        label="敏感类别", choices=[("", "不是敏感走访"), *Sensitivity.choices], required=False
    )
    purpose = forms.CharField(label="走访目的", max_length=200, required=False)
    consent = forms.CharField(
        label="知情同意", max_length=200, required=False, help_text="谁同意、怎么同意的；不能征得同意的写明原因"
    )

    def __init__(self, place: Household | Partner, categories: list[Category], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"id": uuid.uuid4(), "visited_at": timezone.localtime(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.categories = {one.code: one for one in categories}
        if isinstance(place, Household):
            self.fields["residents"].queryset = place.residents.current()
        self.fields["needs"].choices = [(one.code, one.name) for one in categories]
        for code, one in self.categories.items():
            self.fields[f"say_{code}"] = forms.CharField(label="说明", max_length=200, required=False)
            self.fields[f"case_{code}"] = forms.BooleanField(label="转成工单", required=False, initial=one.opens_case)

    @property
    def when(self) -> Any:
        """The time of the visit as it stands, for the closed "change the time"."""
        value = self["visited_at"].value()
        return value if hasattr(value, "year") else self.fields["visited_at"].initial or timezone.localtime()

    @property
    def chosen_residents(self) -> set[uuid.UUID]:
        data: Any = self.data  # a QueryDict, where a page has sent it
        return {uuid.UUID(str(pk)) for pk in data.getlist("residents") if _is_uuid(pk)} if self.is_bound else set()

    def metered_fields(self) -> list[str]:
        """For the 减负 meter: what is said about a category counts only where it was chosen."""
        chosen = {code for code in self["needs"].value() or [] if code in self.categories}
        asked = [name for code in self.categories if code in chosen for name in (f"say_{code}", f"case_{code}")]
        return ["method", "visited_at", "nobody", "residents", "needs", "content", *self.EXTRA, *asked]

    def chips(self) -> list[dict[str, Any]]:
        """What the template draws for each category: chip, card, its two fields."""
        chosen = set(self["needs"].value() or [])
        return [
            {"category": one, "on": code in chosen, "say": self[f"say_{code}"], "case": self[f"case_{code}"]}
            for code, one in self.categories.items()
        ]

    def branches(self) -> list[dict[str, Any]]:
        """The tree of tags: top chips first, then each parent with its children; `open` where one of them is chosen."""
        chips = self.chips()
        ids = {one["category"].pk for one in chips}
        below: dict[int, list[dict[str, Any]]] = {}
        for chip in chips:
            if chip["category"].parent_id in ids:
                below.setdefault(chip["category"].parent_id, []).append(chip)
        tops = [one for one in chips if one["category"].parent_id not in ids]
        loose = [one for one in tops if one["category"].pk not in below]
        parents = [(one, [one, *below[one["category"].pk]]) for one in tops if one["category"].pk in below]
        return [{"parent": None, "chips": loose, "open": True}] * bool(loose) + [
            {"parent": one["category"], "chips": chips, "open": any(chip["on"] for chip in chips)}
            for one, chips in parents
        ]

    def asked(self) -> dict[str, Any]:
        """The arguments of `file_visit`."""
        data = self.cleaned_data
        needs = [
            NeedAsked(self.categories[code], data[f"say_{code}"], open_case=data[f"case_{code}"])
            for code in data["needs"]
        ]
        given = {name: data[name] for name in ("id", "method", "visited_at", "content", "frontline", "answer")}
        told = Delicate(data["sensitivity"], data["purpose"], data["consent"]) if data["sensitivity"] else None
        return given | {
            "met": not data["nobody"],
            "residents": list(data["residents"]),
            "needs": needs,
            "delicate": told,
        }


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
