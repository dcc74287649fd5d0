"""Projects of a unit and their shifts."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed
from volunteers.flows import PROJECT, SERVICE_RECORD
from volunteers.models import Project, ServiceRecord, Shift, Unit

LONGEST = timedelta(hours=24)  # of one shift, and of one service in it
FIELDS = {"title": ("名称", 60), "description": ("内容", 1000), "campaign": ("所属行动", 40)}


@transaction.atomic
def add_project(
    unit: Unit, *, by: User | None, title: str, theme: str, description: str = "", campaign: str = "",
    id: uuid.UUID | None = None,
) -> Project:  # fmt: skip
    project = Project(id=id or uuid7(), division_id=unit.division_id, unit=unit, theme=theme)
    require("add", project, by)
    if unit.state != Unit.State.ACTIVE:
        raise ValidationError({"unit": f"这个组织现在是“{unit.get_state_display()}”，启用后才能办项目。"})
    for name, value in _texts(title=title, description=description, campaign=campaign).items():
        setattr(project, name, value)
    return file(project, by=by, unit=unit.pk)


@transaction.atomic
def change_project(project: Project, *, by: User | None, **changes: Any) -> Project:
    """`title theme description campaign`."""
    project = lock(project)
    require("change", project, by)
    texts = {name: value for name, value in only(changes, "theme", *FIELDS).items() if name in FIELDS}
    amend(project, by=by, **changes | _texts(**texts))
    return project


def open_project(project: Project, *, by: User | None) -> Project:
    return PROJECT.take("open", project, by=by)


def close_project(project: Project, *, by: User | None) -> Project:
    """Shifts to come have to be cancelled or over before."""
    with PROJECT.step("close", project, by=by) as project:
        if project.shifts.standing().to_come(timezone.now()).exists():
            raise StepRefused("还有没结束的班次，请先取消，或等班次结束。")
    return project


@transaction.atomic
def add_shift(
    project: Project, *, by: User | None, starts_at: datetime, ends_at: datetime, capacity: int = 10, place: str = "",
    id: uuid.UUID | None = None,
) -> Shift:  # fmt: skip
    """Raises ValidationError for times that are none, StepRefused once the project is closed."""
    project = lock(project)
    shift = Shift(
        id=id or uuid7(), division_id=project.division_id, project=project, starts_at=starts_at, ends_at=ends_at,
        capacity=capacity, place=allowed("place", "地点", place, 120),
    )  # fmt: skip
    require("add", shift, by)
    if project.state == Project.State.CLOSED:
        raise StepRefused("项目已经结束，不能再排班。")
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise ValidationError({"ends_at": "结束时间要晚于开始时间，一个班次不超过 24 小时。"})
    return file(shift, by=by, project=project.pk)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: User | None) -> Shift:
    """Those who signed up are set free; a shift in which somebody served stays."""
    shift = lock(shift)
    require("change", shift, by)
    if shift.cancelled_at is not None:
        raise StepRefused("这个班次已经取消。")
    held = list(ServiceRecord.objects.holding().filter(shift=shift))
    if any(record.state not in (ServiceRecord.State.SIGNED, ServiceRecord.State.ABSENT) for record in held):
        raise StepRefused("已经有人签到，不能取消这个班次。")
    for record in held:
        if record.state == ServiceRecord.State.SIGNED:
            SERVICE_RECORD.take("cancel", record, by=None, shift=shift.pk)
    amend(shift, by=by, verb="cancelled", cancelled_at=timezone.now())
    return shift


def _texts(**given: str) -> dict[str, str]:
    return {
        name: (needed if name == "title" else allowed)(name, FIELDS[name][0], value, FIELDS[name][1])
        for name, value in given.items()
    }
