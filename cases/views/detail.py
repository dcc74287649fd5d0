"""One case: what it is, how it went, what is next."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.actions import answers, cases, merged, publicity, reporters, requests, steps, urging
from cases.forms import FORMS, StepForm
from cases.looks import STEP_WORDS
from cases.models import Case, Reporter
from cases.panels import panels_of
from cases.views.story import next_steps, story_of
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.render import render_part
from governance.web.revealing import reveal_page
from neighborhoods.forms.people import RevealForm

ACTIONS: dict[str, Callable[..., Any]] = {
    "file": steps.file, "dispatch": steps.dispatch, "accept": steps.accept, "refuse": steps.refuse, "return": steps.give_back,
    "transfer": steps.transfer, "finish": steps.finish, "rework": steps.rework, "check": steps.check, "close": steps.close,
    "reopen": steps.reopen, "withdraw": cases.withdraw, "answer": answers.answer, "extend": requests.extend,
    "pause": requests.pause, "approve": requests.approve, "reject": requests.reject, "resume": requests.resume,
    "merge": merged.merge, "separate": merged.separate, "urge": urging.urge, "hide": publicity.hide,
    "unhide": publicity.unhide, "publish": publicity.publish, "unpublish": publicity.unpublish,
}  # fmt: skip


@require_GET
def case_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _case(request, pk))


@require_GET
def case_kin(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What other apps keep beside the case; the page asks for it after itself, and without scripts it is a page."""
    case = _case(request, pk)
    context = {"case": case, "panels": panels_of(request.user, case)}
    return render_part(request, "cases/kin.html", "panels", context)


@require_http_methods(["GET", "POST"])
def case_reporter(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Who reported it, for a reason; one look, one event."""
    row = get_object_or_404(Reporter.objects.visible_to(request.user).standing().select_related("case"), case=pk)
    if not can(request.user, "cases.reveal_reporter", row):
        raise StepForbidden("您没有查看完整信息的权限。")
    form = RevealForm(posted(request), auto_id=f"{row.pk}_%s")
    return reveal_page(request, row, form, about=row.case.number, back="返回工单", act=reporters.reveal)


@require_POST
def case_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
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


def _case(request: SignedIn, pk: uuid.UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).for_page(), pk=pk)


def _show(request: SignedIn, case: Case, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "case": case,
        "story": story_of(request.user, case),
        "next": next_steps(request.user, case, asked),
        "asked": asked,
    }
    return render(request, "cases/case.html", context, status=422 if asked else 200)
