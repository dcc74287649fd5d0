"""A volunteer's service in a shift: signing up, coming and going at the own times, and what is said against it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import file, lock, require
from governance.access.models import User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault.models import keep
from governance.vault.texts import needed
from volunteers.actions.projects import LONGEST
from volunteers.flows import SERVICE_RECORD
from volunteers.models import Project, ServiceRecord, Shift, Unit, Volunteer
from volunteers.models.timing import MINUTE

S = ServiceRecord.State
AHEAD = timedelta(minutes=5)  # how far a telephone's clock may run ahead
AROUND = timedelta(hours=12)  # further from the shift it is the wrong day
FORGOTTEN_AFTER = timedelta(hours=2)


@transaction.atomic
def sign_up(
    shift: Shift, *, volunteer: Volunteer, by: User | None, unit: Unit | None = None, at: datetime | None = None,
    id: uuid.UUID | None = None,
) -> ServiceRecord:  # fmt: skip
    """Takes a place, under the shift's lock, for one of the volunteer's units of that day. StepRefused: none is left."""
    shift = lock(shift)
    record = ServiceRecord(
        id=id or uuid7(), division_id=volunteer.division_id, shift=shift, volunteer=volunteer,
        signed_up_at=at or timezone.now(),
    )  # fmt: skip
    require("add", record, by)
    _check_open(shift)
    if volunteer.state != Volunteer.State.ACTIVE:
        raise ValidationError({"volunteer": "这位志愿者还没有上岗，或已经退出，不能报名。"})
    record.unit = _unit_on(timezone.localdate(shift.starts_at), volunteer, unit, shift.project.unit_id)
    if shift.records.holding().count() >= shift.capacity:
        raise StepRefused(f"这个班次要 {shift.capacity} 人，已经报满。请选别的班次，或增加人数。")
    return file(record, by=by, shift=shift.pk, volunteer=volunteer.pk)


def arrive(record: ServiceRecord, *, by: User | None, at: datetime | None = None) -> ServiceRecord:
    with SERVICE_RECORD.step("arrive", record, by=by) as record:
        if record.shift.cancelled_at is not None:
            raise StepRefused("这个班次已经取消。")
        record.checked_in_at, record.checked_in_by, record.timed_by = at or timezone.now(), by, by
        _check_times(record, "at")
    return record


def leave(
    record: ServiceRecord, *, by: User | None, at: datetime | None = None, travel_minutes: int = 0
) -> ServiceRecord:
    """`travel_minutes` on the way do not count."""
    with SERVICE_RECORD.step("leave", record, by=by) as record:
        record.checked_out_at, record.travel_minutes, record.timed_by = at or timezone.now(), travel_minutes, by
        _check_times(record, "at")
    return record


def retime(record: ServiceRecord, *, by: User | None, reason: str, **times: Any) -> ServiceRecord:
    """`checked_in_at checked_out_at travel_minutes`, those that were wrong. Whoever corrects is the timekeeper now."""
    reason = needed("reason", "更正理由", reason, 200)
    with SERVICE_RECORD.step("retime", record, by=by) as record:
        keep(record, by=by)
        for name in ("checked_in_at", "checked_out_at", "travel_minutes"):
            if times.get(name) is not None:
                setattr(record, name, times[name])
        if times.get("checked_in_at") is not None:
            record.checked_in_by = by
        record.correction, record.timed_by, record.forgotten = reason, by, False
        record.confirmed_by = record.confirmed_at = None
        _check_times(record, "checked_out_at")
    return record


def dispute(record: ServiceRecord, *, by: User | None, reason: str) -> ServiceRecord:
    """What the ledger holds stays there until a correction is confirmed."""
    reason = needed("reason", "异议", reason, 200)
    with SERVICE_RECORD.step("dispute", record, by=by) as record:
        record.objection = reason
    return record


def miss(record: ServiceRecord, *, by: User | None) -> ServiceRecord:
    with SERVICE_RECORD.step("miss", record, by=by) as record:
        if record.shift.starts_at > timezone.now():
            raise StepRefused("班次还没有开始，不能登记未到。")
    return record


def cancel(record: ServiceRecord, *, by: User | None) -> ServiceRecord:
    return SERVICE_RECORD.take("cancel", record, by=by)


def close_forgotten(now: datetime) -> int:
    """Check out who is still serving two hours after the shift. Two runs at once share the work without harm."""
    closed = 0
    over = ServiceRecord.objects.standing().filter(state=S.SERVING, shift__ends_at__lte=now - FORGOTTEN_AFTER)
    for record in over.select_related("shift"):
        with suppress(StepRefused, ValidationError):  # a record that overlaps another one waits for a person
            _check_out(record)
            closed += 1
    return closed


def _check_out(record: ServiceRecord) -> None:
    """At the shift's end, or where the next service of the same volunteer begins; a minute after coming at the least."""
    with SERVICE_RECORD.step("leave", record, by=None, forgotten=True) as record:
        came, ends = record.checked_in_at, record.shift.ends_at
        assert came is not None, "who serves has come"
        later = ServiceRecord.objects.standing().filter(volunteer=record.volunteer_id, checked_in_at__gt=came)
        begins = later.exclude(pk=record.pk).order_by("checked_in_at").values_list("checked_in_at", flat=True).first()
        record.checked_out_at = max(min(ends, begins or ends), came + MINUTE)
        record.forgotten, record.timed_by = True, None


def _check_open(shift: Shift) -> None:
    if shift.cancelled_at is not None:
        raise StepRefused("这个班次已经取消。")
    if shift.project.state != Project.State.RECRUITING:
        raise StepRefused(f"项目现在是“{shift.project.get_state_display()}”，不能报名。")


def _unit_on(day: date, volunteer: Volunteer, asked: Unit | None, usual: uuid.UUID) -> Unit:
    """The one asked for, the project's, or the first; of those the volunteer belongs to on `day`."""
    units = [one.unit for one in volunteer.belongings.standing().on(day).select_related("unit").order_by("since", "id")]
    if not units:
        raise ValidationError({"volunteer": "这位志愿者那天不属于任何志愿者组织，请先加入组织。"})
    if asked is not None:
        if asked not in units:
            raise ValidationError({"unit": "这位志愿者那天不在这个组织里。"})
        return asked
    return next((unit for unit in units if unit.pk == usual), units[0])


def _check_times(record: ServiceRecord, field: str) -> None:
    """Raises ValidationError on `field`: not yet, the wrong day, the wrong way round, all of it on the way."""
    came, left, shift = record.checked_in_at, record.checked_out_at, record.shift
    assert came is not None, "times are checked once there are any"
    if max(came, left or came) > timezone.now() + AHEAD:
        raise ValidationError({field: "时间不能晚于现在。"})
    if not shift.starts_at - AROUND <= came <= shift.ends_at + AROUND:
        raise ValidationError({field: "签到时间离班次太远（前后 12 小时以外），请核对日期。"})
    if left is None:
        return
    if not came < left <= came + LONGEST:
        raise ValidationError({field: "签退时间要晚于签到时间，一次服务不超过 24 小时。"})
    if record.travel_minutes and not record.timed_minutes:
        raise ValidationError({"travel_minutes": "路途时间不能长于服务时间。"})
