"""Two things every register's page does: carry out a form, and take a step of a life cycle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from governance.access.models import User
from governance.flow.machine import Flow, Step, StepForbidden
from governance.web import carrying
from governance.web.forms import add_errors
from neighborhoods.forms.fields import StepForm


def carried_out(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], may: bool, *, title: str, back: Any = None,
    refusal: str = "您没有修改房屋登记的权限。", **more: Any,
) -> HttpResponse:  # fmt: skip
    """As the kernel does it, for who `may`."""
    if not may:
        raise StepForbidden(refusal)
    return carrying.carried_out(request, form, act, title=title, back=back.get_absolute_url() if back else "", **more)


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may be taken, with its form; `bare` asks for nothing."""

    step: Step
    form: StepForm

    @property
    def bare(self) -> bool:
        return not self.form.fields


def next_steps(flow: Flow, user: User, row: Any, asked: StepForm | None = None) -> list[Next]:
    """What this person may do now; the form that was just refused keeps what was typed."""
    refused = {asked.step.name: asked} if asked is not None else {}
    return [Next(step, refused.get(step.name) or StepForm(step)) for step in flow.open_to(user, row)]


def step_taken(
    request: HttpRequest, flow: Flow, row: Any, name: str, actions: Mapping[str, Callable[..., Any]]
) -> StepForm | None:
    """Take the step with what was posted. Returns None once it is done, else the form that says what is wrong."""
    if name not in actions:
        raise Http404
    form = StepForm(flow.steps[name], request.POST)
    if not form.is_valid():
        return form
    with add_errors(form) as attempt:
        actions[name](row, by=request.user, **form.cleaned_data)
    if not attempt.succeeded:
        return form
    messages.success(request, f"{flow.steps[name].label}：已办好。")
    return None
