"""Tasks of a plan: adding, changing, taking back, breaking down to streets and committees."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.access import codes
from governance.access.filing import amend, lock
from governance.access.models import Division, User
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed
from indices.plans.actions.parts import Bodies, write_bodies, write_figures, write_milestones
from indices.plans.actions.plans import open_plan
from indices.plans.models import AnnualPlan, PlanTask, TaskParty

TEXTS = {"goal": ("年度目标", 500), "measures": ("推进措施", 2000), "method": ("评估办法", 500)}
NOBODY = Bodies()


@transaction.atomic
def add_task(
    plan: AnnualPlan, *, by: User | None, title: str, division: Division | None = None, bodies: Bodies = NOBODY,
    figures: Iterable[Mapping[str, Any]] = (), milestones: Iterable[Mapping[str, Any]] = (), id: uuid.UUID | None = None,
    **texts: str,
) -> PlanTask:  # fmt: skip
    """`division` carries it, by default the district. `texts` are `goal measures method`. Raises ValidationError by field."""
    plan = open_plan(plan, by)
    place = division or plan.division
    if not codes.contains([codes.within(plan.division_id)], place.code) or place.valid_until:
        raise ValidationError({"division": "请选择本区、本区的街镇或居委。"})
    task = _filed(plan, place, by=by, id=id, title=needed("title", "任务", title, 120), **_texts(texts))
    _write(task, bodies, figures, milestones)
    return task


@transaction.atomic
def change_task(
    task: PlanTask, *, by: User | None, bodies: Bodies | None = None, figures: Iterable[Mapping[str, Any]] | None = None,
    milestones: Iterable[Mapping[str, Any]] | None = None, **texts: str,
) -> PlanTask:  # fmt: skip
    """What is given replaces what was; figures and milestones that name their id keep what was told of them."""
    open_plan(task.plan, by)
    task = lock(task)
    if task.withdrawn_at:
        raise StepRefused("这项任务已经撤回，不能再修改。")
    if "title" in texts:
        texts["title"] = needed("title", "任务", texts["title"], 120)
    amend(task, by=by, **_texts(texts))
    _write(task, bodies, figures, milestones)
    if bodies is not None or figures is not None or milestones is not None:
        record("plantask.parts", task, by=by)
    return task


@transaction.atomic
def withdraw_task(task: PlanTask, *, by: User | None, reason: str) -> PlanTask:
    """With everything that was broken down from it."""
    reason = needed("reason", "撤回理由", reason, 200)
    open_plan(task.plan, by)
    if lock(task).withdrawn_at:
        raise StepRefused("这项任务已经撤回。")
    for one in [task, *task.parts.standing(), *PlanTask.objects.filter(parent__parent=task).standing()]:
        one = lock(one)
        one.withdrawn_at, one.withdrawn_reason = timezone.now(), reason
        one.save()
        record("plantask.withdraw", one, by=by)
    return task


@transaction.atomic
def divide(task: PlanTask, *, by: User | None, divisions: Iterable[Division]) -> list[PlanTask]:
    """层层分解: the same task for each street or committee below, with its bodies, figures and open milestones.

    Those that carry a part of it already are left out. Raises PermissionDenied, StepRefused, ValidationError.
    """
    if by is not None and not can(by, "plans.divide_plantask", task):
        raise PermissionDenied("您没有分解这项任务的权限。")
    plan = lock(task.plan)
    if not plan.is_open() or task.withdrawn_at:
        raise StepRefused("方案已经结束或任务已经撤回，不能再分解。")
    taken = set(task.parts.standing().values_list("division", flat=True))
    wanted = [one for one in divisions if one.code not in taken]
    low, high = codes.within(task.division_id)
    if any(not low <= one.code < high or one.code == task.division_id or one.valid_until for one in wanted):
        raise ValidationError({"divisions": "只能分解到下面的街镇和居委。"})
    if not wanted:
        raise ValidationError({"divisions": "请选择还没有分解到的街镇或居委。"})
    return [_part(plan, task, one, by) for one in wanted]


def _part(plan: AnnualPlan, task: PlanTask, division: Division, by: User | None) -> PlanTask:
    texts = {name: getattr(task, name) for name in ("title", *TEXTS)}
    part = _filed(plan, division, by=by, parent=task, **texts)
    TaskParty.objects.bulk_create(
        [TaskParty(task=part, part=one.part, ordinal=one.ordinal, department=one.department, name=one.name) for one in task.parties.select_related("department")]
    )  # fmt: skip
    figures = task.figures.filter(withdrawn_at=None).values("indicator", "name", "target", "unit")
    write_figures(part, figures)
    write_milestones(part, task.milestones.filter(withdrawn_at=None, done_on=None).values("text", "due_on"))
    return part


def _filed(plan: AnnualPlan, division: Division, *, by: User | None, id: uuid.UUID | None = None, **fields: Any) -> PlanTask:  # fmt: skip
    """The plan is locked, so that ordinals do not meet."""
    last = plan.tasks.aggregate(last=Max("ordinal"))["last"] or 0
    task = PlanTask(id=id or uuid7(), plan=plan, division=division, ordinal=last + 1, created_by=by, **fields)
    task.full_clean()
    task.save(force_insert=True)
    record("plantask.added", task, by=by, plan=str(plan.pk))
    return task


def _texts(given: dict[str, str]) -> dict[str, str]:
    if unknown := given.keys() - {"title", *TEXTS}:
        raise TypeError(f"a task has no {sorted(unknown)}")
    return {name: _text(name, text) for name, text in given.items()}


def _text(name: str, text: str) -> str:
    return text if name == "title" else allowed(name, TEXTS[name][0], text, TEXTS[name][1])


def _write(task: PlanTask, bodies: Bodies | None, figures: Any, milestones: Any) -> None:
    if bodies is not None:
        write_bodies(task, bodies)
    if figures is not None:
        write_figures(task, figures)
    if milestones is not None:
        write_milestones(task, milestones)
