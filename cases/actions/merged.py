"""并案: a case about the same thing goes along with another of its street, its 主工单, until it is separated again.

A merged case keeps its own state, clock and round, takes no step of its own and leaves the open lists. Closed with its
parent, it has the parent's result, its round closed and its own call-back. The parent's reopening leaves it closed: its
own resident says whether it is solved; reopened, it goes on by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.story import lock, tell
from cases.acts import require
from cases.flows import MERGED
from cases.models import Case
from cases.rules import independent
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden
from governance.vault.texts import allowed


@transaction.atomic
def merge(case: Case, *, by: User | None, parent: Case) -> Case:
    """Merge `case` into `parent`, an open case of the same street that is not merged itself."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("category").filter(pk__in=[case.pk, parent.pk])
    locked = {
        row.pk: row for row in rows.order_by("pk")
    }  # in one order: two that merge each other do not wait for ever
    case, parent = locked[case.pk], locked[parent.pk]
    require("merge", case, by)
    if why := _no_parent(case, parent, by):
        raise ValidationError({"parent": why})
    now = timezone.now()
    case.parent = parent
    case.save()
    tell(case, "merge", at=now, by=by, text=f"并入 {parent.number} {parent.title}")
    tell(parent, "merge", at=now, by=by, text=f"{case.number} {case.title} 并入本工单")
    record("case.merge", case, by=by, parent=str(parent.pk))
    return case


@transaction.atomic
def separate(case: Case, *, by: User | None, reason: str = "") -> Case:
    reason = allowed("reason", "说明", reason, 200)
    case = lock(case)
    require("separate", case, by)
    now = timezone.now()
    parent: Any = case.parent
    case.parent = None
    case.save()
    tell(case, "separate", at=now, by=by, text=f"从 {parent.number} 分开。{reason}")
    tell(parent, "separate", at=now, by=by, text=f"{case.number} {case.title} 分开办理")
    record("case.separate", case, by=by, parent=str(parent.pk))
    return case


def close_children(parent: Case, *, by: User | None, now: datetime) -> list[Case]:
    """Inside the parent's closing. Returns the cases closed with it. Raises StepForbidden where `by` worked on one of them."""
    joined = list(Case.objects.open().filter(parent=parent).select_related("created_by"))
    for case in joined:
        if by is not None and independent(case, by):
            raise StepForbidden(f"并入的 {case.number} 是您承办的，须由别人核查结案。")
        with MERGED.step("close", case, by=None, parent=str(parent.pk)) as row:
            row.closed_at, row.step_due_at, row.result = now, None, parent.result
            row.department_id = row.department_id or parent.department_id
            row.rounds.filter(closed_at=None).update(closed_at=now)
        tell(row, "close", at=now, by=by, text=f"随主工单 {parent.number} 结案：{parent.result}")
    return joined


def _no_parent(case: Case, parent: Case, by: User | None) -> str:
    street = codes.at_level(case.division_id, "subdistrict")
    if by is not None and not can(by, "cases.merge_case", parent):
        return "没有这件工单，或不在您的管辖范围内。"
    if parent.pk == case.pk:
        return "不能并入自己。"
    if codes.at_level(parent.division_id, "subdistrict") != street:
        return "只能并入同一街道的工单。"
    if not parent.is_open():
        return "主工单已经结案或撤回，请选没有办结的工单。"
    return "这件工单已并入别的工单，请选它的主工单。" if parent.parent_id else ""
