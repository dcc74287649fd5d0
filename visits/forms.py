"""The visit form: everything that can be known is filled in; a need is a chip, a sentence is optional."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Category
from governance.vault import masks
from neighborhoods.models import Household, Resident
from visits.actions.visits import NeedAsked
from visits.models import Visit


class MaskedChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, resident: Resident) -> str:
        return masks.name(resident.name)


class VisitForm(forms.Form):
    """`needs` are codes of categories; each brings `say_<code>` and, if it opens a case, `case_<code>`."""

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

    def __init__(self, household: Household, categories: list[Category], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"id": uuid.uuid4(), "visited_at": timezone.localtime(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.categories = {one.code: one for one in categories}
        self.fields["residents"].queryset = household.residents.current()
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
        return {uuid.UUID(str(pk)) for pk in self.data.getlist("residents") if _is_uuid(pk)} if self.is_bound else set()

    def metered_fields(self) -> list[str]:
        """For the 减负 meter: what is said about a category counts only where it was chosen."""
        chosen = {code for code in self["needs"].value() or [] if code in self.categories}
        asked = [name for code in self.categories if code in chosen for name in (f"say_{code}", f"case_{code}")]
        return ["method", "visited_at", "nobody", "residents", "needs", "content", *asked]

    def chips(self) -> list[dict[str, Any]]:
        """What the template draws for each category: chip, card, its two fields."""
        chosen = set(self["needs"].value() or [])
        return [
            {"category": one, "on": code in chosen, "say": self[f"say_{code}"], "case": self[f"case_{code}"]}
            for code, one in self.categories.items()
        ]

    def asked(self) -> dict[str, Any]:
        """The arguments of `file_visit`."""
        data = self.cleaned_data
        needs = [
            NeedAsked(self.categories[code], data[f"say_{code}"], open_case=data[f"case_{code}"])
            for code in data["needs"]
        ]
        given = {name: data[name] for name in ("id", "method", "visited_at", "content")}
        return given | {"met": not data["nobody"], "residents": list(data["residents"]), "needs": needs}


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


class ResolveForm(forms.Form):
    outcome = forms.CharField(label="怎么办结的", max_length=200, error_messages={"required": "请写明怎么办结的。"})


class FollowUpForm(forms.Form):
    on = forms.DateField(
        label="改期回访",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请选回访日期。", "invalid": "请选回访日期。"},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回理由", max_length=200, error_messages={"required": "请写明撤回理由。"})
