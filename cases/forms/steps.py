"""What steps and acts ask for. The rules are in the actions; only how texts must look is asked here too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.lookups import departments_at
from cases.models import Case, Category
from governance.access.models import Department
from governance.vault.texts import allowed, needed
from governance.web.forms import Day, Fitted

HELP = "相关部门和居委都会看到，不要写证件号和电话。"
NONE = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}


class TextField(forms.CharField):
    """A text checked as the action will check it, so that the answer stands at the field."""

    def __init__(self, *, limit: int, rows: int = 3, **kwargs: Any) -> None:
        widget = (
            forms.Textarea(attrs={"rows": rows, "maxlength": limit})
            if rows > 1
            else forms.TextInput(attrs={"maxlength": limit})
        )
        super().__init__(widget=widget, error_messages={"required": "请填写。"}, **kwargs)
        self.limit = limit

    def clean(self, value: Any) -> str:
        check = needed if self.required else allowed
        try:
            return check("", str(self.label), value or "", self.limit)
        except ValidationError as error:
            raise ValidationError(error.messages) from None


class StepForm(Fitted):
    """What a step asks for; the names are the action's arguments. `name` keeps the ids of several on one page apart."""

    def __init__(self, *args: Any, name: str, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name}_%s", **kwargs)
        self.case = case
        self.step = name


class FileForm(StepForm):
    first_channel = forms.ChoiceField(label="首选解决渠道", choices=Case.Channel.choices[1:], error_messages=NONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.category.theme != Category.Theme.DISPUTE:
            del self.fields["first_channel"]


class DepartmentField(forms.ModelChoiceField):
    """Shows the offices of one place without asking for them twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Department.objects.none(), empty_label="请选择", error_messages=NONE, **kwargs)

    def offer(self, departments: list[Department]) -> None:
        self.queryset = Department.objects.filter(pk__in=[one.pk for one in departments])
        self.choices = [("", self.empty_label), *((one.pk, one.name) for one in departments)]


class DispatchForm(StepForm):
    department = DepartmentField(label="承办部门")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].offer(departments_at(self.case.division_id))
        self.initial.setdefault("department", self.case.category.department_id)


class ReasonForm(StepForm):
    reason = TextField(label="理由", limit=200, help_text=HELP)


class ResultForm(StepForm):
    result = TextField(label="办理结果", limit=1000, rows=4, help_text=HELP)


class AnswerForm(StepForm):
    resolved = forms.TypedChoiceField(
        label="居民确认解决了吗", choices=[("yes", "已解决"), ("no", "未解决")], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, error_messages=NONE,
    )  # fmt: skip
    satisfaction = forms.TypedChoiceField(
        label="满意度", choices=[(5, "5 很满意"), (4, "4 满意"), (3, "3 一般"), (2, "2 不满意"), (1, "1 很不满意")],
        coerce=int, error_messages=NONE,
    )  # fmt: skip
    comment = TextField(label="居民的话", limit=200, rows=2, required=False, help_text="不要写证件号和电话。")


class TransferForm(DispatchForm):
    reason = TextField(label="转办理由", limit=200, help_text=HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("department", None)


class ExtendForm(StepForm):
    days = forms.IntegerField(
        label="延长（工作日）", min_value=1, max_value=250,
        error_messages={"required": "请填写。", "invalid": "请填整数。", "min_value": "至少 1 天。", "max_value": "最多 250 天。"},
    )  # fmt: skip
    reason = TextField(label="延期理由", limit=200, help_text=HELP)


class PauseForm(StepForm):
    until = forms.DateField(
        label="缓办至", widget=Day(), error_messages={"required": "请填写。", "invalid": "请写成 2026-11-30。"}
    )
    reason = TextField(label="缓办理由", limit=200, help_text=HELP)


class ApproveForm(StepForm):
    note = TextField(label="批复意见", limit=200, rows=1, required=False)


class MaybeReasonForm(StepForm):
    reason = TextField(label="说明", limit=200, rows=1, required=False)


class MergeForm(StepForm):
    parent = forms.CharField(
        label="主工单的工单号", max_length=20, error_messages={"required": "请填写。"},
        widget=forms.TextInput(attrs={"placeholder": "SP2026112200001", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_parent(self) -> Case:
        """Whether this person may is the action's to say, in the same words."""
        number = self.cleaned_data["parent"].strip().upper()
        found = None if "\0" in number else Case.objects.filter(number=number).first()
        if found is None:
            raise ValidationError("没有这件工单，或不在您的管辖范围内。")
        return found


FORMS: dict[str, type[StepForm]] = {
    "file": FileForm, "dispatch": DispatchForm, "accept": StepForm, "refuse": ReasonForm, "return": ReasonForm,
    "transfer": TransferForm, "finish": ResultForm, "rework": ReasonForm, "check": StepForm, "close": StepForm,
    "reopen": ReasonForm, "withdraw": ReasonForm, "answer": AnswerForm, "extend": ExtendForm, "pause": PauseForm,
    "approve": ApproveForm, "reject": ReasonForm, "resume": MaybeReasonForm, "merge": MergeForm, "separate": MaybeReasonForm,
    "urge": ReasonForm, "hide": ReasonForm, "unhide": ReasonForm, "publish": ReasonForm, "unpublish": ReasonForm,
}  # fmt: skip
