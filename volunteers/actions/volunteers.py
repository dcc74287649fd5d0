"""Volunteers: a resident, of whom nothing is asked twice, or somebody from outside; from registering to quitting."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import revealing
from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import Division, User
from governance.access.revealing import Revealed
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.vault import checksums
from governance.vault.texts import allowed, needed
from neighborhoods.models import Resident
from volunteers.actions.numbers import number_for
from volunteers.actions.units import join
from volunteers.flows import SERVICE_RECORD, VOLUNTEER
from volunteers.models import ServiceRecord, Unit, Volunteer

OWN = ("name", "phone", "id_number")
"""What somebody from outside brings along; a resident's are in the register already."""


@transaction.atomic
def register(
    *, by: User | None, resident: Resident | None = None, division: Division | None = None, skills: str = "",
    unit: Unit | None = None, since: date | None = None, id: uuid.UUID | None = None, **own: str,
) -> Volunteer:  # fmt: skip
    """A resident in the own division, or `division` with `name phone id_number`. Joins `unit` where one is given.

    Raises PermissionDenied, or ValidationError by field.
    """
    only(own, *OWN)
    if resident is None and division is None:
        raise ValidationError({"resident": "请选本区居民，或填写姓名、电话和证件号。"})
    place = resident.division_id if resident else division.code  # type: ignore[union-attr]
    volunteer = Volunteer(id=id or uuid7(), division_id=place, resident=resident, since=since or timezone.localdate())
    require("add", volunteer, by)
    volunteer.skills = allowed("skills", "专长", skills, 100)
    if volunteer.since > timezone.localdate():
        raise ValidationError({"since": "注册日期不能晚于今天。"})
    _set(volunteer, _of_resident(resident, own) if resident else _of_outsider(volunteer, own, by))
    volunteer.number = number_for(place)
    file(volunteer, by=by, resident=resident.pk if resident else None)
    if unit is not None:
        join(volunteer, unit=unit, by=by, since=volunteer.since)
    return volunteer


@transaction.atomic
def change_volunteer(volunteer: Volunteer, *, by: User | None, **changes: Any) -> Volunteer:
    """`skills`, and of somebody from outside `name phone id_number`."""
    volunteer = lock(volunteer)
    require("change", volunteer, by)
    own = {name: value for name, value in only(changes, "skills", *OWN).items() if name in OWN}
    if own and volunteer.resident_id:
        raise ValidationError(dict.fromkeys(own, "姓名、电话和证件号随居民登记，请在“居民与房屋”里修改。"))
    if "skills" in changes:
        changes["skills"] = allowed("skills", "专长", changes["skills"], 100)
    amend(volunteer, by=by, **changes | _checked(volunteer, own, by))
    return volunteer


def verify(volunteer: Volunteer, *, by: User | None) -> Volunteer:
    return VOLUNTEER.take("verify", volunteer, by=by)


def activate(volunteer: Volunteer, *, by: User | None) -> Volunteer:
    return VOLUNTEER.take("activate", volunteer, by=by)


def quit(volunteer: Volunteer, *, by: User | None, on: date | None = None) -> Volunteer:
    """Ends what the volunteer belongs to and holds, and frees the places signed up for. The hours stay."""
    with VOLUNTEER.step("quit", volunteer, by=by) as volunteer:
        if volunteer.records.standing().filter(state=ServiceRecord.State.SERVING).exists():
            raise ValidationError("这位志愿者正在服务，请先签退。")
        volunteer.until = last_day(on, since=volunteer.since)
        for spans in (volunteer.belongings, volunteer.recognitions):
            for one in spans.current().select_for_update(of=("self",)):
                amend(one, by=by, verb="ended", until=max(volunteer.until, one.since))
        for signed in volunteer.records.standing().filter(state=ServiceRecord.State.SIGNED):
            SERVICE_RECORD.take("cancel", signed, by=by)
    return volunteer


def reveal(volunteer: Volunteer, *, by: User, reason: str) -> Revealed:
    """A resident's values are the resident's: so is the look."""
    if not volunteer.resident:
        return revealing.reveal(volunteer, by=by, reason=reason)
    if not can(by, "volunteers.reveal_volunteer", volunteer):
        raise PermissionDenied("您没有查看完整信息的权限。")
    return revealing.reveal(volunteer.resident, by=by, reason=reason)


def _set(volunteer: Volunteer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(volunteer, name, value)


def _of_resident(resident: Resident, own: dict[str, str]) -> dict[str, Any]:
    if resident.until is not None or resident.withdrawn_at is not None:
        raise ValidationError({"resident": "这位居民已经迁出，不能注册。"})
    if given := {name for name, value in own.items() if value}:
        raise ValidationError(dict.fromkeys(given, "居民的姓名、电话和证件号已有登记，不用再填。"))
    return {}


def _of_outsider(volunteer: Volunteer, own: dict[str, str], by: User | None) -> dict[str, Any]:
    labels = dict(zip(OWN, ("姓名", "电话", "居民身份证号"), strict=True))
    if empty := [name for name in OWN if not (own.get(name) or "").strip()]:
        raise ValidationError({name: f"请填写{labels[name]}。" for name in empty})
    return _checked(volunteer, own, by)


def _checked(volunteer: Volunteer, own: dict[str, str], by: User | None) -> dict[str, Any]:
    """Tidied values, or a ValidationError that speaks of each field."""
    faults: dict[str, Any] = {}
    for field, validate in (("id_number", checksums.validate_id_number), ("phone", checksums.validate_phone)):
        if field in own:
            own[field] = checksums.tidy(own[field] or "")
            try:
                validate(own[field])
            except ValidationError as error:
                faults[field] = error
    if "name" in own:
        own["name"] = needed("name", "姓名", own["name"], 40)
    if faults:
        raise ValidationError(faults)
    if "id_number" in own:
        _refuse_twice(volunteer, own["id_number"], by)
    return own


def _refuse_twice(volunteer: Volunteer, number: str, by: User | None) -> None:
    if Volunteer.objects.current().filter(id_number_index=number).exclude(pk=volunteer.pk).exists():
        raise ValidationError({"id_number": "这个证件号已经注册过志愿者，请核对是不是同一个人。"})
    if by is not None and Resident.objects.visible_to(by).current().filter(id_number_index=number).exists():
        raise ValidationError({"id_number": "这是在册居民的证件号，请在居民里找到本人来注册，不用再填。"})
