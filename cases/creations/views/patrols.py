"""巡河记录: recording one on its section's page, taking one back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from cases.creations.actions import rivers
from cases.creations.forms import ReasonForm
from cases.creations.models import RiverPatrol
from cases.creations.views.rivers import patrol_form, read, show
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import add_errors, posted


@require_POST
def patrol_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    section = read(request, pk)
    form = patrol_form(request, section)
    if form is None:
        raise StepForbidden("您没有登记巡河的权限，或这个河段已经撤销。")
    if form.is_valid():
        with add_errors(form) as attempt:
            row = rivers.patrol(section, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"巡河已登记，转工单 {row.case}。" if row.case else "巡河已登记。")
            return redirect(section)
    return show(request, section, form)


@require_http_methods(["GET", "POST"])
def patrol_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(RiverPatrol.objects.visible_to(request.user).select_related("section"), pk=pk)
    if not can(request.user, "creations.withdraw_riverpatrol", row):
        raise StepForbidden("您没有撤回巡河记录的权限。")
    form, section = ReasonForm(posted(request), name="withdraw", row=row), row.section
    return carried_out(
        request, form, lambda: rivers.withdraw_patrol(row, by=request.user, **form.cleaned_data),
        title=f"撤回 {section.name} 的巡河记录", done="巡河记录已撤回。", to=section, back=section.get_absolute_url(),
    )  # fmt: skip
