"""责任分工方案: the list of years, making one, taking over what is ready, the plan as a table and its steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk
from indices.plans.actions import adopting, plans
from indices.plans.filters import AnnualPlanFilter
from indices.plans.flows import PLAN
from indices.plans.forms import planning as forms
from indices.plans.looks import LIGHTS, PLANS
from indices.plans.models import AnnualPlan, PlanTask
from indices.plans.selectors.boards import NONE, gathered, lines_of, tallies

ADD, CHANGE = "plans.add_annualplan", "plans.change_annualplan"


def _may_withdraw(user: Any, plan: AnnualPlan) -> bool:
    begun = plan.state == AnnualPlan.State.RUNNING
    return plan.is_open() and not begun and can(user, "plans.withdraw_annualplan", plan)


WALK = Walk(
    PLAN,
    "plans:step",
    {
        "assign": (StepForm, plans.assign), "start": (StepForm, plans.start), "evaluate": (forms.ConclusionForm, plans.evaluate),
        "complete": (forms.ConclusionForm, plans.complete), "answer": (forms.ConclusionForm, plans.answer),
        "report": (StepForm, plans.report), "withdraw": (forms.ReasonForm, plans.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def plan_list(request: SignedIn) -> HttpResponse:
    found = AnnualPlan.objects.visible_to(request.user).standing().for_list()
    asked = AnnualPlanFilter(request.GET, found, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else found.none(), Order("year", descending=True))
    counted = tallies(page.rows, request.user, timezone.localdate()) if page.rows else {}
    context = {
        "filter": asked, "page": page, "looks": PLANS, "may_add": holds(request.user, ADD),
        "rows": [(plan, counted.get(plan.pk, NONE)) for plan in page.rows],
    }  # fmt: skip
    return render_part(request, "plans/list.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def plan_new(request: SignedIn) -> HttpResponse:
    form = forms.PlanForm(posted(request), districts=districts(request.user, ADD))
    return carried(
        request, form, lambda: plans.make_plan(by=request.user, **form.cleaned_data), title="新建责任分工方案", back_to="plans:list"
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_adopt(request: SignedIn) -> HttpResponse:
    form = forms.AdoptForm(posted(request), districts=districts(request.user, ADD))
    if form.is_valid():
        with add_errors(form) as attempt:
            made = adopting.adopt(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"已取用 {len(made)} 个方案。" if made else "这一年已经取用过，没有重复新建。")
            return redirect("plans:list")
    note = "项目名称、部门和措施取自公开的规划文件；目标值和时间节点是示例，取用以后请按本区情况修改。"
    context = {"form": form, "title": "取用现成方案", "back_to": "plans:list", "note": note}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def plan(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = changeable(request, pk)
    names = ("title", "year", "last_year", "basis", "summary", "method")
    form = forms.PlanForm(posted(request), initial={name: getattr(row, name) for name in names})
    act = lambda: plans.change_plan(row, by=request.user, **form.cleaned_data)  # noqa: E731
    return carried(request, form, act, title=f"修改{row.title}", back=row.get_absolute_url())


@require_POST
def plan_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def read(request: SignedIn, pk: uuid.UUID) -> AnnualPlan:
    return get_object_or_404(AnnualPlan.objects.visible_to(request.user).for_list(), pk=pk)


def changeable(request: SignedIn, pk: uuid.UUID) -> AnnualPlan:
    """A plan in sight that this person may change."""
    row = read(request, pk)
    if not can(request.user, CHANGE, row):
        raise StepForbidden("您没有修改方案的权限。")
    return row


def tasks_of(request: SignedIn, row: AnnualPlan) -> Any:
    """Those of the plan in sight, in the order of the table: parts under what they come from."""
    return PlanTask.objects.visible_to(request.user).standing().filter(plan=row).for_board().order_by("ordinal")


def districts(user: Any, permission: str) -> Any:
    """Where `user` may plan. Raises StepForbidden where that is nowhere."""
    if not holds(user, permission):
        raise StepForbidden("责任分工和督导标准由区级管理员制定，您没有这个权限。")
    return divisions_in_reach(user, permission).filter(level="district").order_by("code")


def carried(request: SignedIn, form: Any, act: Any, **context: Any) -> HttpResponse:
    """A form page: shown, refused, or done and on to the row."""
    if form.is_valid():
        with add_errors(form) as attempt:
            row = act()
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(row)
    return render(request, "governance/form.html", {"form": form} | context, status=422 if form.is_bound else 200)


def _show(request: SignedIn, row: AnnualPlan, refused: StepForm | None = None) -> HttpResponse:
    lines = lines_of(tasks_of(request, row), request.user, timezone.localdate())
    counts = [(key, LIGHTS[key], sum(one.light == key for one in lines)) for key in LIGHTS]
    top = gathered(lines)
    context = {
        "plan": row, "lines": top, "parts": len(lines) - len(top), "looks": PLANS, "lights": LIGHTS, "counts": [one for one in counts if one[2]], "refused": refused,
        "next": WALK.next(request.user, row, refused), "may_change": row.is_open() and can(request.user, CHANGE, row),
    }  # fmt: skip
    return render(request, "plans/plan.html", context, status=422 if refused else 200)
