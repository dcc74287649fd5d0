"""A task of a plan: its page with what was told of it, making and changing one, breaking it down, telling progress."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.files.download import open_attachment
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.stepping import StepForm
from governance.web.templatetags.mulin import num
from indices.plans.actions import tasks
from indices.plans.actions.progress import REPORT, may_report, report
from indices.plans.forms import planning as forms
from indices.plans.forms.progress import ProgressForm
from indices.plans.looks import LIGHTS
from indices.plans.models import AnnualPlan, PlanTask
from indices.plans.selectors.boards import lines_of
from indices.plans.selectors.evidence import evidence, parts_for, told_of
from indices.plans.selectors.figures import history_of, observed
from indices.plans.views.plans import CHANGE, changeable

DIVIDE = "plans.divide_plantask"


@require_http_methods(["GET", "POST"])
def task_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    plan = changeable(request, pk)
    form = forms.TaskForm(posted(request), plan=plan)
    figures, days = _rows(request)
    return _kept(request, plan, form, figures, days, tasks.add_task, title="新增任务")


@require_http_methods(["GET", "POST"])
def task_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    task = read(request, pk)
    if not can(request.user, CHANGE, task.plan):
        raise StepForbidden("您没有修改任务的权限。")
    form = forms.TaskForm(posted(request), plan=task.plan, task=task)
    figures, days = _rows(request, task)
    return _kept(request, task, form, figures, days, tasks.change_task, title="修改任务")


@require_GET
def task(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_POST
def task_report(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, REPORT, row):
        raise StepForbidden("这项任务不由您填报进展。")
    form = ProgressForm(request.POST, request.FILES, task=row)
    if form.is_valid():
        with add_errors(form) as attempt:
            report(row, by=request.user, **form.asked())
        if attempt.succeeded:
            messages.success(request, "进展已填报。")
            return redirect(row)
    return _show(request, row, form)


@require_http_methods(["GET", "POST"])
def task_divide(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, DIVIDE, row):
        raise StepForbidden("您没有分解这项任务的权限。")
    places = Division.objects.visible_to(request.user).current().filter(parent=row.division_id)
    form = forms.DivideForm(posted(request), places=places.order_by("code"))
    if form.is_valid():
        with add_errors(form) as attempt:
            made = tasks.divide(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"已分解到 {len(made)} 个单位。")
            return redirect(row.plan)
    context = {"form": form, "title": "分解任务", "place": row.title, "back": row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def task_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, CHANGE, row.plan):
        raise StepForbidden("您没有撤回任务的权限。")
    form = forms.ReasonForm(posted(request), name="withdraw", row=row)
    if form.is_valid():
        with add_errors(form) as attempt:
            tasks.withdraw_task(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "任务已撤回。")
            return redirect(row.plan)
    context = {"form": form, "title": "撤回任务", "place": row.title, "back": row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def task_file(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse | HttpResponse:
    return open_attachment(get_object_or_404(evidence(read(request, pk).progress.all()), pk=file))


def read(request: SignedIn, pk: uuid.UUID) -> PlanTask:
    found = PlanTask.objects.visible_to(request.user).for_board().select_related("plan__division", "parent")
    return get_object_or_404(found.annotate(parts_in_sight=parts_for(request.user)), pk=pk)


def _rows(request: SignedIn, task: PlanTask | None = None) -> tuple[Any, Any]:
    """The two tables below the form, with what the task has."""
    given: dict[str, list[dict[str, Any]]] = {"figures": [], "days": []}
    if task is not None:
        names = ("id", "indicator", "name", "unit", "target")
        given["figures"] = [{name: getattr(one, name) for name in names} for one in task.figures.all()]
        for one in given["figures"]:
            if one["indicator"]:
                del one["name"], one["unit"]
        given["days"] = [{"id": one.pk, "text": one.text, "due_on": one.due_on} for one in task.milestones.all()]
    data = posted(request)
    kinds = ((forms.FigureRows, "figures"), (forms.MilestoneRows, "days"))
    figures, days = (make(data, prefix=name, initial=given[name]) for make, name in kinds)
    return figures, days


def _kept(request: SignedIn, row: AnnualPlan | PlanTask, form: Any, figures: Any, days: Any, act: Any, *, title: str) -> HttpResponse:  # fmt: skip
    """Called with the plan or the task, the action answers the task."""
    if form.is_valid() and figures.is_valid() and days.is_valid():
        with add_errors(form) as attempt:
            task = act(row, by=request.user, **form.asked(), figures=figures.asked(), milestones=days.asked())
        if attempt.succeeded:
            messages.success(request, "任务已保存。")
            return redirect(task)
    plan = row.plan if isinstance(row, PlanTask) else row
    context = {
        "form": form,
        "figures": figures,
        "days": days,
        "title": title,
        "plan": plan,
        "back": row.get_absolute_url(),
    }
    return render(request, "plans/task_form.html", context, status=422 if form.is_bound else 200)


def _show(request: SignedIn, row: PlanTask, refused: StepForm | ProgressForm | None = None) -> HttpResponse:
    user = request.user
    seen = observed([row], user, months=12)
    line = lines_of([row], user, timezone.localdate(), seen=seen)[0]
    first = next((one.figure for one in line.figures if one.figure.indicator), None)
    open_now, told = row.plan.is_open() and row.withdrawn_at is None, may_report(user, row)
    context = {
        "task": row, "line": line, "lights": LIGHTS, "told": told_of(row), "refused": refused, "first": first,
        "history": [(period, num(value, 1)) for period, value in (history_of(first, row, seen) if first else ())],
        "head": ("期间", "指数结果"),
        "form": refused or (ProgressForm(task=row) if told else None), "may_change": open_now and can(user, CHANGE, row.plan),
        "may_divide": open_now and row.division.level != Division.Level.COMMITTEE and can(user, DIVIDE, row),
        "parts": row.parts_in_sight,  # type: ignore[attr-defined]  # annotated where it is read
    }  # fmt: skip
    return render(request, "plans/task.html", context, status=422 if refused else 200)
