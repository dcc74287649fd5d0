"""Two things every register's page does: carry out a form, and take a step of a life cycle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from governance.access.models import User
from governance.flow.machine import Flow, Step, StepForbidden
from governance.web.forms import add_errors
from neighborhoods.forms.fields import StepForm


def carried_out(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], may: bool, *, title: str, place: str = "",
    back: Any = None, back_to: str = "", note: str = "", template: str = "governance/form.html",
    refusal: str = "您没有修改房屋登记的权限。", **context: Any,
) -> HttpResponse:  # fmt: skip
    """Show the form, or run `act` and go to the page of what it returns."""
    if not may:
        raise StepForbidden(refusal)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            done = act()
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(done)
    context |= {
        "form": form, "title": title, "place": place, "note": note,
        "back": back.get_absolute_url() if back else "", "back_to": back_to,
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


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
