"""River sections and patrols. What a patrol finds goes the way of the closed loop in the same transaction."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.cases import open_case
from cases.creations.models import RiverPatrol, RiverSection
from cases.hazards.actions.places import AHEAD, faults
from cases.hazards.selectors import people_at
from cases.models import Case, Category
from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import Division, User
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

TEXTS = {"code": ("编号", 20), "name": ("河段", 60), "address": ("起止位置", 120), "post": ("职务", 40)}
FIELDS = (*TEXTS, "chief", "length_m", "interval")


@transaction.atomic
def add_section(
    *, division: Division, code: str, name: str, address: str, chief: User, post: str, length_m: int, by: User | None,
    interval: int = 7, since: date | None = None, id: uuid.UUID | None = None,
) -> RiverSection:  # fmt: skip
    """设立. Raises PermissionDenied, or ValidationError by field."""
    since = since or timezone.localdate()
    row = RiverSection(
        id=id or uuid7(), division=division, length_m=length_m, interval=interval, since=since, chief=chief
    )
    require("add", row, by)
    wrong = faults(division)
    if since > timezone.localdate():
        wrong["since"] = "设立日期不能晚于今天。"
    if wrong := wrong | _wrong_chief(chief, division.code):
        raise ValidationError(wrong)
    for field, value in _texts({"code": code, "name": name, "address": address, "post": post}).items():
        setattr(row, field, value)
    return file(row, by=by, chief=str(chief.pk))


@transaction.atomic
def change_section(row: RiverSection, *, by: User | None, **changes: Any) -> RiverSection:
    """Any of FIELDS."""
    row = lock(row)
    require("change", row, by)
    if row.withdrawn_at:
        raise StepRefused("这个河段已经撤销，不能修改。")
    changes = _texts(only(changes, *FIELDS))
    if "chief" in changes and (wrong := _wrong_chief(changes["chief"], row.division_id)):
        raise ValidationError(wrong)
    amend(row, by=by, **changes)
    return row


@transaction.atomic
def end_section(row: RiverSection, *, by: User | None, reason: str, on: date | None = None) -> RiverSection:
    """撤销: patrolled no more from the day after `on`. What was patrolled stays."""
    reason = needed("reason", "撤销理由", reason, 200)
    row = lock(row)
    require("withdraw", row, by)
    if row.withdrawn_at:
        raise StepRefused("这个河段已经撤销。")
    row.until = last_day(on, since=row.since)
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("riversection.withdraw", row, by=by)
    return row


@transaction.atomic
def patrol(
    section: RiverSection, *, by: User | None, text: str = "", found: bool = False, at: datetime | None = None,
    category: Category | None = None, id: uuid.UUID | None = None,
) -> RiverPatrol:  # fmt: skip
    """巡河. What was found becomes a case where `category` says as what. Raises StepRefused, ValidationError, PermissionDenied."""
    section, at = lock(section), at or timezone.now()
    row = RiverPatrol(id=id or uuid7(), division_id=section.division_id, section=section, patrolled_at=at, found=found)
    require("add", row, by)
    if section.withdrawn_at:
        raise StepRefused("这个河段已经撤销，不用再巡。")
    _check_patrol(row, category)
    row.text = needed("text", "情况", text, 400) if found else allowed("text", "情况", text, 400)
    if category is not None:
        row.case = open_case(
            division=section.division, category=category, title=f"{section.name}巡河发现问题", description=row.text, by=by,
            opened_at=at, source=Case.Source.ACTIVE, address=str(section),
        )  # fmt: skip
    return file(row, by=by, section=str(section.pk), case=str(row.case_id) if row.case_id else None)


@transaction.atomic
def withdraw_patrol(row: RiverPatrol, *, by: User | None, reason: str) -> RiverPatrol:
    """Recorded by mistake; one that became a case stands as long as the case does."""
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(row)
    require("withdraw", row, by)
    if row.withdrawn_at or row.case_id:
        raise StepRefused("已经转工单或撤回的巡河记录不能撤回。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("riverpatrol.withdraw", row, by=by)
    return row


def may_withdraw(user: User, row: RiverPatrol) -> bool:
    return not row.withdrawn_at and not row.case_id and can(user, "creations.withdraw_riverpatrol", row)


def _check_patrol(row: RiverPatrol, category: Category | None) -> None:
    wrong = {}
    day = timezone.localdate(row.patrolled_at)
    if row.patrolled_at > timezone.now() + AHEAD or day < row.section.since:
        wrong["at"] = "巡河时间不能晚于现在，也不能早于河段设立。"
    if category is not None and not row.found:
        wrong["category"] = "没有发现问题就不用选类别。"
    if wrong:
        raise ValidationError(wrong)


def _wrong_chief(chief: User, division: str) -> dict[str, str]:
    known = chief.pk in {one.pk for one in people_at(division)}
    return {} if known else {"chief": "河长须是本区划在岗的工作人员。"}


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    for field, (label, limit) in TEXTS.items():
        if field in given:
            given[field] = needed(field, label, given[field], limit)
    return given
