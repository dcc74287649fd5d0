"""One case: what it is, how it went, what is next; and opening a new one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.actions import answers, cases, steps
from cases.forms import FORMS, NewCaseForm, StepForm
from cases.looks import STEP_WORDS
from cases.lookups import category_at
from cases.models import Case
from cases.panels import panels_of
from cases.selectors import divisions_to_open
from cases.views.story import next_steps, story_of
from governance.web import metering
from governance.web.forms import add_errors
from governance.web.render import render_part
from neighborhoods.models import Household

ACTIONS = {
    "file": steps.file, "dispatch": steps.dispatch, "accept": steps.accept, "refuse": steps.refuse,
    "finish": steps.finish, "rework": steps.rework, "check": steps.check, "close": steps.close, "reopen": steps.reopen,
    "withdraw": cases.withdraw, "answer": answers.answer,
}  # fmt: skip


@require_GET
def case_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _case(request, pk))


@require_GET
def case_kin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What other apps keep beside the case; the page asks for it after itself, and without scripts it is a page."""
    case = _case(request, pk)
    context = {"case": case, "panels": panels_of(request.user, case)}
    return render_part(request, "cases/kin.html", "panels", context)


@require_POST
def case_step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    case = _case(request, pk)
    if step not in ACTIONS:
        raise Http404
    form = FORMS[step](request.POST, name=step, case=case)
    if form.is_valid():
        with add_errors(form) as attempt:
            ACTIONS[step](case, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{case.number}：{STEP_WORDS[step]}，已办好。")
            return redirect(case)
    return _show(request, case, asked=form)


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """For the own committee or a street's; `?household=` brings the place along."""
    divisions = divisions_to_open(request.user)
    if not divisions:
        raise PermissionDenied("您不能在这里登记工单。")
    household = _household(request)
    given = {"division": household.division_id, "address": household.address.text} if household else {}
    form = NewCaseForm(request.POST or None, divisions=divisions, initial=given | {"source": Case.Source.PASSIVE})
    if form.is_valid():
        with add_errors(form) as attempt:
            case = _open(request, form.cleaned_data, household)
            metering.count(form, kind="case", division=case.division_id)
        if attempt.succeeded:
            messages.success(request, f"工单 {case.number} 已登记，待立案。")
            return redirect(case)
    return render(
        request, "cases/new.html", {"form": form, "household": household}, status=422 if form.is_bound else 200
    )


def _open(request: HttpRequest, asked: dict[str, Any], household: Household | None) -> Case:
    asked["category"] = category_at(asked["division"].code, asked["category"])
    return cases.open_case(by=request.user, household=household, **asked)


def _household(request: HttpRequest) -> Household | None:
    asked = request.GET.get("household")
    if not asked:
        return None
    try:
        pk = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)


def _case(request: HttpRequest, pk: uuid.UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).for_page(), pk=pk)


def _show(request: HttpRequest, case: Case, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "case": case,
        "story": story_of(request.user, case),
        "next": next_steps(request.user, case, asked),
        "asked": asked,
    }
    return render(request, "cases/case.html", context, status=422 if asked else 200)
