"""A hazard's steps, one verb each. Each writes the state, the round that is counted, the words and the event at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.numbers import number_for
from cases.hazards.actions import kinds, places
from cases.hazards.flows import HAZARD
from cases.hazards.models import Hazard, HazardEntry, Rectification, RiskKind, RiskPoint
from cases.hazards.models.point import Level
from cases.hazards.selectors import kinds_at
from cases.models import Case, Category
from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Department, Division, User
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs import outbox
from governance.vault.texts import allowed, needed

H = Hazard.State


@transaction.atomic
def report(
    *, division: Division, kind: RiskKind, title: str, address: str, by: User | None, description: str = "",
    found_at: datetime | None = None, point: RiskPoint | None = None, case: Case | None = None,
    longitude: float | None = None, latitude: float | None = None, id: uuid.UUID | None = None,
) -> Hazard:  # fmt: skip
    """上报. At a risk point the place may be left to it. Raises PermissionDenied, or ValidationError by field."""
    at = found_at or timezone.now()
    if point is not None and longitude is None and latitude is None:
        longitude, latitude, address = point.longitude, point.latitude, address or point.address
    hazard = Hazard(
        id=id or uuid7(), division=division, kind=kind, point=point, case=case, found_at=at, longitude=longitude, latitude=latitude,
        number=number_for(at, "YH", "hazards_number"),
    )  # fmt: skip
    require("add", hazard, by)
    _check(hazard, point, case)
    hazard.title = needed("title", "隐患", title, 80)
    hazard.address = needed("address", "地点", address, 120)
    hazard.description = allowed("description", "情况", description, 1000)
    file(hazard, by=by, kind=kind.code, case=str(case.pk) if case else None)
    HazardEntry.objects.create(hazard=hazard, at=hazard.recorded_at, by=by, step="report", text=hazard.description)
    return hazard


def assess(
    hazard: Hazard, *, by: User | None, level: str, rectify_due_at: datetime, department: Department | None = None
) -> Hazard:
    """评估: how bad, until when, and which department rectifies; without one the committee does."""
    wrong: dict[str, str] = {}
    if level not in Level.values:
        wrong["level"] = "请选一般、较大或重大。"
    if rectify_due_at <= timezone.now():
        wrong["rectify_due_at"] = "整改期限要晚于现在。"
    if department is not None and not at_hand(department, hazard.division_id):
        wrong["department"] = "请选本区或本街道在用的部门。"
    if wrong:
        raise ValidationError(wrong)
    text = f"{Level(level).label}隐患，{timezone.localtime(rectify_due_at):%Y-%m-%d} 前整改，由{department.name if department else '居委'}负责。"
    with _step("assess", hazard, by=by, text=text) as (hazard, now):
        hazard.level, hazard.rectify_due_at, hazard.department = level, rectify_due_at, department
        _begin_round(hazard, now, by)
        if department is not None:
            outbox.tell("hazard.assessed", key=str(hazard.pk), hazard=str(hazard.pk), department=department.pk)
    return hazard


def begin(hazard: Hazard, *, by: User | None) -> Hazard:
    with _step("begin", hazard, by=by) as (hazard, _):
        pass
    return hazard


def refuse(hazard: Hazard, *, by: User | None, reason: str) -> Hazard:
    """Not ours to rectify: back to be assessed; the department keeps seeing what it refused."""
    reason = needed("reason", "退回理由", reason, 200)
    with _step("refuse", hazard, by=by, text=reason) as (hazard, now):
        _end_round(hazard, now)
        hazard.level, hazard.department, hazard.rectify_due_at = "", None, None
    return hazard


def rectify(hazard: Hazard, *, by: User | None, result: str) -> Hazard:
    result = needed("result", "整改情况", result, 1000)
    with _step("rectify", hazard, by=by, text=result) as (hazard, now):
        hazard.result, hazard.rectifier, hazard.rectified_at = result, by, now
        _rounds(hazard).update(rectified_at=now)
    return hazard


def send_back(hazard: Hazard, *, by: User | None, reason: str, rectify_due_at: datetime | None = None) -> Hazard:
    """退回重新整改: a new round, under the old due date unless another is given; what was said before counts no more."""
    reason = needed("reason", "退回理由", reason, 200)
    if rectify_due_at is not None and rectify_due_at <= timezone.now():
        raise ValidationError({"rectify_due_at": "整改期限要晚于现在；不改期限就不填。"})
    with _step("return", hazard, by=by, text=reason) as (hazard, now):
        _end_round(hazard, now)
        hazard.rectify_due_at = rectify_due_at or hazard.rectify_due_at
        hazard.rectified_at = hazard.rectifier = None
        _begin_round(hazard, now, by)
    return hazard


def clear(hazard: Hazard, *, by: User | None, note: str = "") -> Hazard:
    """复查销号, by another than who rectified."""
    note = allowed("note", "复查情况", note, 400)
    with _step("clear", hazard, by=by, text=note) as (hazard, now):
        hazard.checker, hazard.cleared_at = by, now
    return hazard


@transaction.atomic
def withdraw(hazard: Hazard, *, by: User | None, reason: str) -> Hazard:
    """The clerk's own until it is assessed, the street's until it is cleared."""
    reason = needed("reason", "撤回理由", reason, 200)
    hazard = lock(hazard)
    require("withdraw", hazard, by)
    if hazard.withdrawn_at or hazard.state == H.CLEARED:
        raise StepRefused("已经销号或撤回的隐患不能撤回。")
    if by is not None and not may_withdraw(by, hazard):
        raise StepForbidden("只能撤回自己上报、还没有评估的隐患。请联系街道。")
    hazard.withdrawn_at, hazard.withdrawn_reason = timezone.now(), reason
    _end_round(hazard, hazard.withdrawn_at)
    hazard.save()
    HazardEntry.objects.create(hazard=hazard, at=hazard.withdrawn_at, by=by, step="withdraw", text=reason)
    record("hazard.withdraw", hazard, by=by)
    return hazard


def may_withdraw(user: User, hazard: Hazard) -> bool:
    if hazard.withdrawn_at or hazard.state == H.CLEARED or not can(user, "hazards.withdraw_hazard", hazard):
        return False
    own = hazard.created_by_id == user.pk and hazard.state == H.REPORTED
    return own or can(user, "hazards.change_hazard", hazard)


def _check(hazard: Hazard, point: RiskPoint | None, case: Case | None) -> None:
    division = hazard.division
    wrong = places.faults(division, at=hazard.found_at, longitude=hazard.longitude, latitude=hazard.latitude)
    if point is not None and (point.division_id != division.code or point.withdrawn_at):
        wrong["point"] = "风险点不在这个居委，或已撤销。"
    if case is not None and (case.category.theme != Category.Theme.HAZARD or case.withdrawn_at):
        wrong["case"] = "只有安全隐患类的工单可以登记隐患。"
    if case is not None and case.division_id != division.code:
        wrong["case"] = "工单不在这个居委，请在工单所在地登记。"
    if wrong:
        raise ValidationError(wrong)
    kinds.check_kind(hazard.kind, division.code, kinds_at(division.code))


@contextmanager
def _step(name: str, hazard: Hazard, *, by: User | None, text: str = "") -> Iterator[tuple[Hazard, datetime]]:
    """Take the step, let the caller fill in its fields, then write the entry, all in one transaction."""
    now = timezone.now()
    with transaction.atomic():
        with HAZARD.step(name, hazard, by=by) as row:
            yield row, now
        HazardEntry.objects.create(hazard=row, at=now, by=by, step=name, text=text)


def at_hand(department: Department, division: str) -> bool:
    return department.active and department.division_id in [division, *codes.ancestors(division)]


def _begin_round(hazard: Any, now: datetime, by: User | None) -> None:
    Rectification.objects.create(
        hazard=hazard, division_id=hazard.division_id, department_id=hazard.department_id, number=hazard.rectifications.count() + 1,
        started_at=now, due_at=hazard.rectify_due_at, created_by=by,
    )  # fmt: skip


def _rounds(hazard: Hazard) -> Any:
    return hazard.rectifications.filter(ended_at=None)


def _end_round(hazard: Hazard, now: datetime) -> None:
    _rounds(hazard).update(ended_at=now)
