"""A flow as pages walk it: what this person may do next, each step with its form, and taking one from a POST."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse

from governance.access.models import User
from governance.flow.machine import Flow
from governance.web.forms import Fitted, add_errors


class StepForm(Fitted):
    """What a step asks for; the names are the action's arguments. `name` keeps the ids of several on one page apart."""

    def __init__(self, *args: Any, name: str, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{name}_%s"} | kwargs)
        self.step, self.row = name, row

    def asked(self) -> dict[str, Any]:
        return self.cleaned_data


Taking = tuple[type[StepForm], Callable[..., Any]]
"""The form that asks, and the action called `action(row, by=user, **asked)`."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be done beside the flow: taking back, mostly. `may` says whether it would be accepted."""

    label: str
    icon: str
    may: Callable[[User, Any], bool]


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may be taken, with its form; `bare` asks for nothing."""

    name: str
    label: str
    icon: str
    form: StepForm
    url: str

    @property
    def bare(self) -> bool:
        return not self.form.fields


@dataclass(frozen=True, slots=True)
class Walk:
    """`url_name` takes the row's key and the step. Steps come in the order of `steps`, the usual first."""

    flow: Flow
    url_name: str
    steps: Mapping[str, Taking]
    beside: Mapping[str, Beside] = field(default_factory=dict)

    def next(self, user: User, row: Any, refused: StepForm | None = None) -> list[Next]:
        """The form that was just refused keeps what was typed."""
        offered: dict[str, Any] = {step.name: step for step in self.flow.open_to(user, row)}
        offered |= {name: one for name, one in self.beside.items() if one.may(user, row)}
        return [self._next(name, offered[name], row, refused) for name in self.steps if name in offered]

    def take(self, request: HttpRequest, row: Any, step: str) -> StepForm | None:
        """None once it is taken; else the form with what is wrong. Raises Http404, StepRefused, StepForbidden."""
        if step not in self.steps:
            raise Http404
        make, act = self.steps[step]
        form = make(request.POST, name=step, row=row)
        if form.is_valid():
            with add_errors(form) as attempt:
                act(row, by=request.user, **form.asked())
            if attempt.succeeded:
                label = self.beside[step].label if step in self.beside else self.flow.steps[step].label
                messages.success(request, f"{label}，已办好。")
                return None
        return form

    def _next(self, name: str, one: Any, row: Any, refused: StepForm | None) -> Next:
        kept = refused if refused is not None and refused.step == name else None
        form = kept or self.steps[name][0](name=name, row=row)
        return Next(name, one.label, one.icon, form, reverse(self.url_name, args=[row.pk, name]))
