"""Calling a force out to a case, and what came of it."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.forces.flows import CALL, CALLOUT
from cases.forces.models import Callout, Force
from cases.models import Case
from governance.access.filing import lock
from governance.access.models import User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs import inbox
from governance.vault.texts import needed


@transaction.atomic
def call(
    *, force: Force, case: Case, task: str, by: User | None, id: uuid.UUID | None = None
) -> Callout:  # fmt: skip
    """Its people are told at once. Raises PermissionDenied, StepRefused, or ValidationError by field."""
    if by is not None and not can_in(by, CALL, case.division_id):
        raise PermissionDenied("您没有调度力量的权限。")
    force, case = lock(force), lock(case)
    if not case.is_open():
        raise StepRefused("这件工单已经结案或撤回，不用再调度力量。")
    if force.state != Force.State.RUNNING:
        raise StepRefused(f"{force.name}现在是“{force.get_state_display()}”，运行中的才能调度。")
    if not Force.objects.covering(case.division_id).filter(pk=force.pk).exists():
        raise ValidationError({"force": "这件工单不在这支力量的管辖范围内，请另选一支。"})
    row = Callout(
        id=id or uuid7(), division=case.division, force=force, case=case, called_at=timezone.now(), created_by=by
    )
    row.task = needed("task", "现场要做什么", task, 200)
    row.full_clean()
    row.save(force_insert=True)
    record("callout.called", row, by=by, force=str(force.pk), case=str(case.pk))
    people = [one.person for one in force.team]
    inbox.notify(people, f"{force.name}请出动：{case.number} {row.task}", url=row.get_absolute_url(), kind="callout")
    return row


def arrive(callout: Callout, *, by: User | None) -> Callout:
    with CALLOUT.step("arrive", callout, by=by) as callout:
        callout.arrived_at = timezone.now()
    return callout


def finish(callout: Callout, *, by: User | None, result: str) -> Callout:
    """What was done at the site; the case goes its own way from there."""
    text = needed("result", "处置情况", result, 400)
    with CALLOUT.step("finish", callout, by=by) as callout:
        callout.result, callout.ended_at = text, timezone.now()
    return callout


def cancel(callout: Callout, *, by: User | None, reason: str) -> Callout:
    text = needed("reason", "取消理由", reason, 200)
    with CALLOUT.step("cancel", callout, by=by) as callout:
        callout.result, callout.ended_at = text, timezone.now()
        people = [one.person for one in callout.force.team]
        inbox.notify(
            people, f"{callout.case.number} 的出动已取消：{text}", url=callout.get_absolute_url(), kind="callout"
        )
    return callout
