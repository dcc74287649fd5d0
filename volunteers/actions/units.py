"""The network: units of four levels, each hanging on one of the level right above that reaches over it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault.texts import needed
from volunteers.flows import UNIT
from volunteers.models import LEVELS, Belonging, Recognition, Unit, Volunteer

CLOSED = Unit.State.CLOSED


@transaction.atomic
def add_unit(
    division: Division, *, by: User | None, level: str, name: str, parent: Unit | None = None, field: str = "",
    id: uuid.UUID | None = None,
) -> Unit:  # fmt: skip
    """Proposed; it works once it is activated. Raises PermissionDenied, or ValidationError by field."""
    unit = Unit(
        id=id or uuid7(), division=division, level=level, name=needed("name", "名称", name, 60), parent=parent, field=field
    )  # fmt: skip
    require("add", unit, by)
    if division.valid_until is not None:
        raise ValidationError({"division": "这个区划已经停用。"})
    _check_parent(unit)
    return file(unit, by=by, level=level, parent=parent.pk if parent else None)


@transaction.atomic
def change_unit(unit: Unit, *, by: User | None, **changes: Any) -> Unit:
    """`name field parent`."""
    unit = lock(unit)
    require("change", unit, by)
    if unit.state == CLOSED:
        raise StepRefused("这个组织已经撤销，不能再修改。")
    if "name" in only(changes, "name", "field", "parent"):
        changes["name"] = needed("name", "名称", changes["name"], 60)
    if "parent" in changes:
        _check_parent(Unit(level=unit.level, division_id=unit.division_id, parent=changes["parent"]))
    amend(unit, by=by, **changes)
    return unit


def activate(unit: Unit, *, by: User | None) -> Unit:
    return UNIT.take("activate", unit, by=by)


def suspend(unit: Unit, *, by: User | None) -> Unit:
    return UNIT.take("suspend", unit, by=by)


def close(unit: Unit, *, by: User | None) -> Unit:
    """Its members leave it the same day; units below have to be closed before."""
    with UNIT.step("close", unit, by=by) as unit:
        if Unit.objects.filter(parent=unit).exclude(state=CLOSED).exists():
            raise StepRefused("还有下级组织没有撤销，请先撤销下级组织。")
        for one in Belonging.objects.current().filter(unit=unit).select_for_update(of=("self",)):
            amend(one, by=by, verb="left", until=max(timezone.localdate(), one.since))
    return unit


@transaction.atomic
def join(
    volunteer: Volunteer, *, unit: Unit, by: User | None, since: date | None = None, leads: bool = False,
    id: uuid.UUID | None = None,
) -> Belonging:  # fmt: skip
    """From `since` (today) on. Raises ValidationError where both cannot be."""
    volunteer, since = lock(volunteer), since or timezone.localdate()
    one = Belonging(
        id=id or uuid7(), division_id=volunteer.division_id, volunteer=volunteer, unit=unit, since=since, leads=leads
    )  # fmt: skip
    require("add", one, by)
    if volunteer.until is not None:
        raise ValidationError({"volunteer": "这位志愿者已经退出。"})
    if unit.state == CLOSED:
        raise ValidationError({"unit": "这个组织已经撤销，请选别的组织。"})
    if not codes.contains([codes.within(unit.division_id)], volunteer.division_id):
        raise ValidationError({"unit": "只能加入所在区划或上级区划的组织。"})
    if not volunteer.since <= since <= timezone.localdate():
        raise ValidationError({"since": "加入日期不能晚于今天，也不能早于注册日期。"})
    if volunteer.belongings.standing().filter(unit=unit, until__gt=since).exists():
        raise ValidationError({"since": "这一天还在这个组织里，请填离开以后的日期。"})
    return file(one, by=by, volunteer=volunteer.pk, unit=unit.pk)


@transaction.atomic
def leave(belonging: Belonging, *, by: User | None, on: date | None = None) -> Belonging:
    belonging = lock(belonging)
    require("change", belonging, by)
    if belonging.until is not None:
        raise StepRefused("已经离开这个组织。")
    amend(belonging, by=by, verb="left", until=last_day(on, since=belonging.since))
    return belonging


@transaction.atomic
def recognize(
    volunteer: Volunteer, *, title: str, by: User | None, since: date | None = None, id: uuid.UUID | None = None
) -> Recognition:
    volunteer, since = lock(volunteer), since or timezone.localdate()
    one = Recognition(
        id=id or uuid7(), division_id=volunteer.division_id, volunteer=volunteer, title=title, since=since
    )
    require("add", one, by)
    if volunteer.until is not None:
        raise ValidationError({"volunteer": "这位志愿者已经退出。"})
    if not volunteer.since <= since <= timezone.localdate():
        raise ValidationError({"since": "命名日期不能晚于今天，也不能早于注册日期。"})
    return file(one, by=by, volunteer=volunteer.pk, title=title)


@transaction.atomic
def end_recognition(recognition: Recognition, *, by: User | None, on: date | None = None) -> Recognition:
    recognition = lock(recognition)
    require("change", recognition, by)
    if recognition.until is not None:
        raise StepRefused("这个称号已经结束。")
    amend(recognition, by=by, verb="ended", until=last_day(on, since=recognition.since))
    return recognition


def _check_parent(unit: Unit) -> None:
    if unit.level not in LEVELS:
        raise ValidationError({"level": "请选择层级。"})
    place, parent = LEVELS.index(Unit.Level(unit.level)), unit.parent
    if (parent is None) != (place == 0):
        raise ValidationError({"parent": "区协会没有上级组织。" if parent else "请选择上级组织。"})
    if parent is None:
        return
    if parent.level != LEVELS[place - 1]:
        raise ValidationError({"parent": f"{LEVELS[place].label}的上级应是{LEVELS[place - 1].label}。"})
    if not codes.contains([codes.within(parent.division_id)], unit.division_id):
        raise ValidationError({"parent": "上级组织的区划不包含这个组织，请另选上级。"})
    if parent.state == CLOSED:
        raise ValidationError({"parent": "上级组织已经撤销，请另选上级。"})
