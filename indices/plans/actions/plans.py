"""Plans: making, changing and taking back one, and its steps to the evaluation or answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs.outbox import tell
from governance.vault.texts import allowed, needed
from indices.plans.flows import PLAN
from indices.plans.models import AnnualPlan
from indices.plans.selectors.figures import freeze

TEXTS = {"basis": ("依据", 200), "summary": ("总体要求", 1000), "method": ("评估办法", 500)}
ASSIGNED = "plan.assigned"


@transaction.atomic
def make_plan(
    division: Division, *, by: User | None, kind: str, year: int, title: str, last_year: int | None = None, basis: str = "",
    summary: str = "", method: str = "", template: str = "", id: uuid.UUID | None = None,
) -> AnnualPlan:  # fmt: skip
    """Raises PermissionDenied, or ValidationError by field."""
    if kind not in AnnualPlan.Kind.values:
        raise ValidationError({"kind": "请选择方案的类型。"})
    plan = AnnualPlan(
        id=id or uuid7(), division=division, kind=kind, year=year, last_year=last_year or year, template=template,
        state=AnnualPlan.FIRST[AnnualPlan.Kind(kind)],
    )  # fmt: skip
    require("add", plan, by)
    if division.level != Division.Level.DISTRICT or division.valid_until:
        raise ValidationError({"division": "责任分工方案由区里制定，请选择现有的区。"})
    plan.title = needed("title", "名称", title, 80)
    for name, text in (("basis", basis), ("summary", summary), ("method", method)):
        setattr(plan, name, allowed(name, TEXTS[name][0], text, TEXTS[name][1]))
    return file(plan, by=by, kind=kind, year=year)


@transaction.atomic
def change_plan(plan: AnnualPlan, *, by: User | None, **changes: Any) -> AnnualPlan:
    """`title basis summary method year last_year`. What is concluded stays as it is."""
    only(changes, "title", "basis", "summary", "method", "year", "last_year")
    plan = open_plan(plan, by)
    for name, (label, limit) in TEXTS.items():
        if name in changes:
            changes[name] = allowed(name, label, changes[name], limit)
    if "title" in changes:
        changes["title"] = needed("title", "名称", changes["title"], 80)
    amend(plan, by=by, **changes)
    return plan


def open_plan(plan: AnnualPlan, by: User | None, verb: str = "change") -> AnnualPlan:
    """The locked plan, which `by` may change. Raises PermissionDenied, StepRefused for one that is over."""
    plan = lock(plan)
    require(verb, plan, by)
    if not plan.is_open():
        raise StepRefused("方案已经结束或撤回，不能再修改。")
    return plan


def assign(plan: AnnualPlan, *, by: User | None) -> AnnualPlan:
    """下达: departments see what they lead or support from now on, and hear of it."""
    with PLAN.step("assign", plan, by=by) as plan:
        _send(plan)
    return plan


def start(plan: AnnualPlan, *, by: User | None) -> AnnualPlan:
    with PLAN.step("start", plan, by=by) as plan:
        if plan.assigned_at is None:
            _send(plan)
    return plan


def evaluate(plan: AnnualPlan, *, by: User | None, conclusion: str) -> AnnualPlan:
    return _conclude("evaluate", plan, by, conclusion, "评估结论")


def complete(plan: AnnualPlan, *, by: User | None, conclusion: str) -> AnnualPlan:
    return _conclude("complete", plan, by, conclusion, "完成情况")


def answer(plan: AnnualPlan, *, by: User | None, conclusion: str) -> AnnualPlan:
    return _conclude("answer", plan, by, conclusion, "答复")


def report(plan: AnnualPlan, *, by: User | None) -> AnnualPlan:
    return PLAN.take("report", plan, by=by)


@transaction.atomic
def withdraw(plan: AnnualPlan, *, by: User | None, reason: str) -> AnnualPlan:
    """Made by mistake. What has begun is concluded and not taken back."""
    reason = needed("reason", "撤回理由", reason, 200)
    plan = open_plan(plan, by, "withdraw")
    if plan.state == AnnualPlan.State.RUNNING:
        raise StepRefused("已经开始推进的方案不能撤回，请在评估时写明情况。")
    plan.withdrawn_at, plan.withdrawn_reason = timezone.now(), reason
    plan.save()
    record("plan.withdraw", plan, by=by)
    return plan


def _send(plan: AnnualPlan) -> None:
    plan.assigned_at = timezone.now()
    tell(ASSIGNED, key=str(plan.pk), plan=str(plan.pk))


def _conclude(step: str, plan: AnnualPlan, by: User | None, conclusion: str, label: str) -> AnnualPlan:
    """With the figures as the index says them at this moment: later runs change no plan that is over."""
    text = needed("conclusion", label, conclusion, 2000)
    with PLAN.step(step, plan, by=by) as plan:
        plan.conclusion, plan.concluded_at = text, timezone.now()
        freeze(plan)
    return plan
