"""Shape of what people type about forces and callouts; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forces.models import Force, Member
from cases.forces.selectors import people_of
from cases.forms import TextField
from cases.hazards.forms import CHOSEN, HELP, ReasonForm, RowField
from governance.access.models import Division, User
from governance.web.forms import Fitted
from governance.web.stepping import StepForm

__all__ = ["CallForm", "ForceForm", "JoinForm", "PersonForm", "ReasonForm", "ResultForm"]


class ForceForm(Fitted):
    kind = forms.ChoiceField(label="类别", choices=Force.Kind.choices, widget=forms.RadioSelect, error_messages=CHOSEN)
    name = TextField(label="名称", limit=60, rows=1)
    place = TextField(label="驻地", limit=60, rows=1)
    phone = forms.CharField(
        label="值班电话", max_length=20, required=False, help_text="填值班室的座机，不要填个人手机。"
    )
    grounds = forms.ModelMultipleChoiceField(
        Division.objects.none(), label="管辖单位", required=False, widget=forms.CheckboxSelectMultiple, help_text="多格合一：由哪几个下级共用；不勾选就是全部下级。"
    )  # fmt: skip

    def __init__(self, *args: Any, grounds: Iterable[Division], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].queryset = grounds
        if not grounds:
            del self.fields["grounds"]
        if fixed:  # what it is was said when it was set up
            del self.fields["kind"]


class PersonForm(StepForm):
    """One of those who are in it."""

    person = RowField(User, label="队员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(self.known())

    def known(self) -> Iterable[User]:
        return [one.person for one in self.row.team]


class JoinForm(PersonForm):
    kind = forms.ChoiceField(label="方式", choices=Member.Kind.choices, initial="standing", widget=forms.RadioSelect, error_messages=CHOSEN)  # fmt: skip
    lead = forms.BooleanField(label="负责人", required=False)

    def known(self) -> Iterable[User]:
        return people_of(self.row.division_id).exclude(pk__in=[one.person_id for one in self.row.team])


class ResultForm(StepForm):
    result = TextField(label="处置情况", limit=400, rows=3, help_text="现场怎么样、做了什么、还要谁办。" + HELP)


class CallForm(Fitted):
    force = RowField(Force, label="力量")
    task = TextField(label="现场要做什么", limit=200, rows=2, help_text=HELP)

    def __init__(self, *args: Any, forces: Iterable[Force], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"].offer(forces)
