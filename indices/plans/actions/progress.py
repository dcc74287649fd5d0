"""What departments, streets and committees tell of their tasks: how far, which milestones, which figures, with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from governance.access.filing import lock
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.files.actions import attach
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import needed
from indices.plans.models import AnnualPlan, Milestone, PlanTask, TaskFigure, TaskProgress

REPORT = "plans.report_plantask"


def may_report(user: User, task: PlanTask) -> bool:
    under_way = task.plan.state in AnnualPlan.SENT and task.withdrawn_at is None and task.plan.withdrawn_at is None
    return under_way and can(user, REPORT, task)


@transaction.atomic
def report(
    task: PlanTask, *, by: User, text: str, percent: int, done: Iterable[Milestone] = (), stated: Mapping[Any, Decimal] | None = None,
    evidence: Iterable[UploadedFile] = (),
) -> TaskProgress:  # fmt: skip
    """`done` are milestones reached, `stated` {figure's id: value} of figures that no index computes.

    Raises StepForbidden, StepRefused, ValidationError by field; nothing of it is kept then.
    """
    if not can(by, REPORT, task):
        raise StepForbidden("这项任务不由您填报进展。")
    task = lock(task)
    if task.withdrawn_at or task.plan.withdrawn_at or task.plan.state not in AnnualPlan.SENT:
        raise StepRefused("方案还没有下达或已经结束，不能填报进展。")
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": "完成百分比请填 0 到 100。"})
    now = timezone.now()
    told = TaskProgress(task=task, at=now, by=by, percent=percent, text=needed("text", "进展", text, 1000))
    told.full_clean()
    told.save(force_insert=True)
    _reach(task, done)
    _state(task, stated or {})
    if percent == 100 and task.milestones.filter(withdrawn_at=None, done_on=None).exists():
        raise ValidationError({"percent": "还有没完成的时间节点，不能填 100%。请先勾选完成的节点。"})
    task.percent, task.progressed_at = percent, now
    task.save(update_fields=["percent", "progressed_at"])
    for file in evidence:
        attach(told, file, by=by, division=task.division_id)
    record("plantask.report", task, by=by, percent=percent)
    return told


def _reach(task: PlanTask, done: Iterable[Milestone]) -> None:
    for one in done:
        row = task.milestones.filter(pk=one.pk, withdrawn_at=None, done_on=None).first()
        if row is None:
            raise ValidationError({"done": "有的时间节点已经完成或不在这项任务里，请刷新后再填。"})
        row.done_on = timezone.localdate()
        row.save(update_fields=["done_on"])


def _state(task: PlanTask, stated: Mapping[Any, Decimal]) -> None:
    known = {str(one.pk): one for one in task.figures.filter(withdrawn_at=None, indicator="")}
    for pk, value in stated.items():
        row: TaskFigure | None = known.get(str(pk))
        if row is None:
            raise ValidationError({"stated": "只能填报本任务里不由指数计算的指标。"})
        row.stated = value
        row.full_clean()
        row.save(update_fields=["stated"])
