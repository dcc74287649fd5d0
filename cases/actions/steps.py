"""The steps of a case, one verb each. Each writes the state, its clock, the words for readers and the audit event at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.clocks import case_due, step_due
from cases.flows import CASE
from cases.models import Case, CaseEntry, Category, Dispatch, Round
from cases.rules import REOPEN_WITHIN, too_late_to_reopen
from governance.access import codes
from governance.access.models import Department, User
from governance.access.scoping import can
from governance.flow.machine import StepRefused
from governance.jobs import inbox, outbox
from governance.vault.texts import needed


def file(case: Case, *, by: User | None, first_channel: str = "") -> Case:
    """立案: the first round begins. A dispute says where people turned first."""
    if case.category.theme == Category.Theme.DISPUTE and first_channel not in CHANNELS:
        raise ValidationError({"first_channel": "矛盾纠纷立案须选首选解决渠道。"})
    with _step("file", case, by=by, text=f"{case.category.days} 个工作日内办结。") as (case, now):
        case.first_channel = first_channel
        case.filed_at = now
        _begin_round(case, 1, now, by)
    return case


def dispatch(case: Case, *, by: User | None, department: Department) -> Case:
    if not department.active or department.division_id not in [case.division_id, *codes.ancestors(case.division_id)]:
        raise ValidationError({"department": "请选本区或本街道在用的承办部门。"})
    with _step("dispatch", case, by=by, department=department) as (case, now):
        case.department = department
        Dispatch.objects.create(case=case, department=department, at=now, by=by)
    return case


def accept(case: Case, *, by: User | None) -> Case:
    with _step("accept", case, by=by) as (case, now):
        case.handler = by
        _current_dispatch(case).update(accepted_at=now)
    return case


def refuse(case: Case, *, by: User | None, reason: str) -> Case:
    """退单: back to be dispatched elsewhere; the department keeps seeing what it refused."""
    reason = needed("reason", "退单理由", reason, 200)
    with _step("refuse", case, by=by, text=reason) as (case, now):
        _current_dispatch(case).update(refused_at=now, refused_reason=reason)
        case.department = None
        case.refusals += 1
    return case


def finish(case: Case, *, by: User | None, result: str) -> Case:
    result = needed("result", "办理结果", result, 1000)
    with _step("finish", case, by=by, text=result) as (case, _):
        case.handler = by
        case.result = result
    return case


def rework(case: Case, *, by: User | None, reason: str) -> Case:
    reason = needed("reason", "返工理由", reason, 200)
    with _step("rework", case, by=by, text=reason) as (case, _):
        case.reworks += 1
    return case


def check(case: Case, *, by: User | None) -> Case:
    with _step("check", case, by=by) as (case, _):
        case.checker = by
    return case


def close(case: Case, *, by: User | None) -> Case:
    with _step("close", case, by=by) as (case, now):
        case.closed_at = now
        case.rounds.filter(closed_at=None).update(closed_at=now)
    if case.created_by_id and can(case.created_by, "cases.view_case", case):  # who left the post is told nothing more
        text = f"{case.number} {case.title}：已结案，请回访居民是否解决、是否满意。"
        inbox.notify([case.created_by], text, url=case.get_absolute_url(), kind="case")
    return case


def reopen(case: Case, *, by: User | None, reason: str) -> Case:
    """重新办理: a new round, due again from now, to be dispatched anew."""
    reason = needed("reason", "重新办理的理由", reason, 200)
    with _step("reopen", case, by=by, text=reason) as (case, now):
        if too_late_to_reopen(case, now):
            raise StepRefused(f"结案已超过 {REOPEN_WITHIN.days} 天，不能重新办理，请另开工单。")
        case.due_at = case_due(case.category, now)
        case.department = case.handler = case.checker = case.closed_at = None
        case.result = ""
        _begin_round(case, case.rounds.count() + 1, now, by)
    return case


CHANNELS = {channel.value for channel in Case.Channel} - {""}
BY_DEPARTMENT = {"accept", "refuse", "finish"}
TOLD = {"dispatch", "refuse", "finish"}
"""Steps that concern a whole office: the outbox carries word to its people (`cases.jobs`)."""


@contextmanager
def _step(
    name: str, case: Case, *, by: User | None, text: str = "", department: Department | None = None
) -> Iterator[tuple[Case, datetime]]:
    """Take the step, let the caller fill in its fields, then write the entry, all in one transaction."""
    if case.withdrawn_at:
        raise StepRefused("这件工单已经撤回，不能再办理。")
    now = timezone.now()
    named: dict[str, Any] = {"department": department.pk} if department else {}
    with transaction.atomic():
        with CASE.step(name, case, by=by, **named) as row:
            office = department.pk if department else row.department_id if name in BY_DEPARTMENT else None
            yield row, now
            row.step_due_at = step_due(row.state, now, row.due_at)
        CaseEntry.objects.create(case=row, at=now, by=by, step=name, department_id=office, text=text)
        if name in TOLD:
            outbox.tell(f"case.{name}", key=str(row.pk), case=str(row.pk), department=office)


def _begin_round(case: Case, number: int, now: datetime, by: User | None) -> None:
    Round.objects.create(
        case=case, division_id=case.division_id, category_id=case.category_id, number=number,
        started_at=now, due_at=case.due_at, created_by=by,
    )  # fmt: skip


def _current_dispatch(case: Case) -> Any:
    return case.dispatches.filter(accepted_at=None, refused_at=None)
