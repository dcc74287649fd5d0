"""A new case, with what its category asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from cases.forms.steps import NONE, TextField
from cases.lookups import categories_at, questions_at
from cases.models import Case, Question
from governance.access.models import Division
from governance.web.forms import Fitted

K = Question.Kind


class NewCaseForm(Fitted):
    division = forms.ModelChoiceField(
        Division.objects.none(), label="发生在", empty_label="请选择", error_messages=NONE
    )
    category = forms.ChoiceField(label="类别", error_messages=NONE)
    title = TextField(label="事项", limit=80, rows=1, help_text="一句话说清楚什么事，不要写证件号和电话。")
    description = TextField(label="诉求", limit=2000, rows=4, required=False)
    address = TextField(label="地点", limit=120, rows=1, required=False)
    source = forms.ChoiceField(label="来源", choices=Case.Source.choices, error_messages=NONE)
    opened_at = forms.DateTimeField(
        label="发现时间", error_messages={"required": "请填写。", "invalid": "请写成 2026-11-18 09:30。"},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    private = forms.BooleanField(label="不公开", required=False, help_text="涉及隐私的，公众查不到。")

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.filter(code__in=[one.code for one in divisions])
        self.fields["division"].choices = [("", "请选择"), *((one.code, one.name) for one in divisions)]
        known = categories_at(divisions[0].code) if divisions else []
        self.fields["category"].choices = [("", "请选择"), *((one.code, one.name) for one in known)]
        shown = {"hx-get": reverse("cases:questions"), "hx-target": "#questions", "hx-swap": "outerHTML"}
        self.fields["category"].widget.attrs |= shown | {"hx-trigger": "change", "hx-include": "[name=division]"}
        self.initial.setdefault("opened_at", timezone.localtime().replace(second=0, microsecond=0))
        if len(divisions) == 1:
            self.initial.setdefault("division", divisions[0].code)
        self._ask()

    def _ask(self) -> None:
        """Add a field for each question of the chosen category, under the name by which the action speaks of it."""
        chosen = {name: self.data.get(name) or self.initial.get(name) or "" for name in ("division", "category")}
        self.questions = questions_at(str(chosen["division"]), chosen["category"]) if all(chosen.values()) else []
        for question in self.questions:
            self.fields[f"details.{question.code}"] = field_for(question)

    def asked_details(self) -> list[forms.BoundField]:
        return [self[f"details.{question.code}"] for question in self.questions]

    def opening(self) -> dict[str, Any]:
        """What `open_case` takes; the answers by code of question."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("details.")}
        answers = {one.code: self.cleaned_data[f"details.{one.code}"] for one in self.questions}
        return given | {"details": {code: _plain(value) for code, value in answers.items()}}


def field_for(question: Question) -> forms.Field:
    given: dict[str, Any] = {"label": question.label, "required": question.required, "help_text": question.hint}
    given["error_messages"] = {"required": "必填。", "invalid_choice": "请从列表中选择。"}
    choices = [(one["key"], one["name"]) for one in question.choices]
    match question.kind:
        case K.SINGLE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
        case K.MULTIPLE:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **given)
        case K.DATETIME:
            given["error_messages"] |= {"invalid": "请写成 2026-11-18 09:30。"}
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            return forms.DateTimeField(widget=widget, **given)
        case K.NUMBER:
            return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)
    return forms.CharField(
        max_length=2000 if question.kind == K.TEXT else 200,
        widget=forms.Textarea(attrs={"rows": 3}) if question.kind == K.TEXT else forms.TextInput(), **given,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
