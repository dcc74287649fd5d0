"""走访计划: the list, making and changing one, its labels."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from visits.actions import plans
from visits.filters import PlanFilter
from visits.forms import LabelForm, PlanForm
from visits.models import Plan, PlanLabel

ADD, CHANGE, LABEL = "visits.add_plan", "visits.change_plan", "visits.add_planlabel"


@require_GET
def plan_list(request: SignedIn) -> HttpResponse:
    rows = Plan.objects.visible_to(request.user).standing().for_list()
    asked = PlanFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else rows.none(), Order("starts_on", descending=True))
    today = timezone.localdate()
    for plan in page.rows:
        plan.over = plan.is_over(today)
    context = {"filter": asked, "page": page, "today": today, "may_add": holds(request.user, ADD)}
    return render_part(request, "visits/plans.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_new(request: SignedIn) -> HttpResponse:
    _demand(holds(request.user, ADD))
    labels = PlanLabel.objects.visible_to(request.user).standing().filter(active=True)
    form = PlanForm(posted(request), divisions=_places(request, ADD), labels=labels)

    def act() -> Plan:
        given = form.asked()
        return plans.make_plan(given.pop("division"), by=request.user, **given)

    note = "" if labels.exists() else "还没有计划类型，请先到“计划类型”里采用常用的。"
    return _carried(request, form, act, title="新建走访计划", back_to="visits:plans", note=note)


@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    plan = _plan(request, pk)
    _demand(can(request.user, CHANGE, plan))
    form = PlanForm(posted(request), plan=plan)
    note = "今天起按新的内容算；以前各天的覆盖数不变。"
    return _carried(
        request, form, lambda: plans.change_plan(plan, by=request.user, **form.asked()), title=f"修改{plan.name}",
        back=plan.get_absolute_url(), note=note,
    )  # fmt: skip


@require_POST
def plan_end(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    plan = plans.end_plan(_plan(request, pk), by=request.user)
    messages.success(request, f"{plan.name}：今天是最后一天。" if not plan.withdrawn_at else f"{plan.name}：已取消。")
    return redirect("visits:plans")


@require_GET
def label_list(request: SignedIn) -> HttpResponse:
    labels = PlanLabel.objects.visible_to(request.user).standing().select_related("division")[:200]
    places = _places(request, LABEL) if holds(request.user, LABEL) else Division.objects.none()
    context = {"labels": labels, "places": list(places[:50]), "may_add": holds(request.user, LABEL)}
    return render(request, "visits/labels.html", context)


@require_POST
def label_adopt(request: SignedIn) -> HttpResponse:
    """The usual labels, for the division where the user may make some; asked twice, the second adds none."""
    _demand(holds(request.user, LABEL))
    division = get_object_or_404(_places(request, LABEL), pk=request.POST.get("division", "")[:12])
    made = plans.adopt_labels(division, by=request.user)
    messages.success(request, f"{division}：新增 {len(made)} 个计划类型。")
    return redirect("visits:plan-labels")


@require_http_methods(["GET", "POST"])
def label_new(request: SignedIn) -> HttpResponse:
    _demand(holds(request.user, LABEL))
    form = LabelForm(_places(request, LABEL), posted(request))

    def act() -> str:
        given = dict(form.cleaned_data)
        plans.add_label(given.pop("division"), by=request.user, **given)
        return "visits:plan-labels"

    return _carried(request, form, act, title="新建计划类型", back_to="visits:plan-labels")


def _plan(request: SignedIn, pk: uuid.UUID) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)


def _places(request: SignedIn, permission: str) -> Any:
    """Districts and streets in reach; a plan of one committee is made there by its street."""
    return divisions_in_reach(request.user, permission).order_by("code")


def _demand(may: bool) -> None:
    if not may:
        raise StepForbidden("走访计划由街道或区里安排，您没有办理的权限。")


def _carried(request: SignedIn, form: forms.Form, act: Callable[[], Any], **context: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            done = act()
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(done)
    return render(request, "governance/form.html", {"form": form, **context}, status=422 if form.errors else 200)
