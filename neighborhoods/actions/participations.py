"""Who has a place in an activity, and who came. The activity's row is locked, so that the last place goes to one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from neighborhoods.models import Activity, Participation, Resident

EARLY = timedelta(hours=2)  # how long before the beginning doors are open
S = Activity.State


@transaction.atomic
def sign_up(activity: Activity, resident: Resident, *, by: User | None, id: uuid.UUID | None = None) -> Participation:
    """In the resident's own division. Raises StepRefused when the last place is gone."""
    activity, place = lock(activity), _place(activity, resident, id)
    require("add", place, by)
    _refuse_stranger(activity, resident)
    if activity.state != S.PUBLISHED or activity.ends_at <= timezone.now():
        raise StepRefused("这个活动现在不接受报名。")
    if activity.capacity and activity.participations.signed().count() >= activity.capacity:
        raise StepRefused("名额已满，不能再报名。")
    return file(place, by=by, activity=activity.pk)


@transaction.atomic
def walk_in(activity: Activity, resident: Resident, *, by: User | None) -> Participation:
    """Somebody stands at the door without a place: what happened is written down, full or not."""
    activity = lock(activity)
    _refuse_stranger(activity, resident)
    place = activity.participations.signed().filter(resident=resident).first()
    if place is None:
        place = _place(activity, resident, None)
        file(place, by=by, activity=activity.pk)
    return arrive(place, by=by)


@transaction.atomic
def arrive(place: Participation, *, by: User | None, at: datetime | None = None) -> Participation:
    """签到, now or `at` (a phone that was without a network)."""
    place, now = lock(place), timezone.now()
    require("change", place, by)
    activity, at = place.activity, at or now
    if place.withdrawn_at or place.checked_in_at:
        raise StepRefused("已经签到。" if place.checked_in_at else "报名已经取消。")
    if activity.state not in (S.PUBLISHED, S.HELD):
        raise StepRefused(f"活动{activity.get_state_display()}，不能签到。")
    if not activity.starts_at - EARLY <= at <= now:
        raise StepRefused("活动开始前两小时起可以签到，签到时间不能晚于现在。")
    place.checked_in_at, place.noted_at = at, now
    place.full_clean()
    place.save()
    record("participation.arrived", place, by=by, activity=activity.pk)
    return place


@transaction.atomic
def undo_arrival(place: Participation, *, by: User | None) -> Participation:
    """A slip of the thumb. The row that came is withdrawn and stays known; a fresh one keeps the place."""
    place = lock(place)
    require("change", place, by)
    if place.withdrawn_at or not place.checked_in_at or place.activity.state != S.PUBLISHED:
        raise StepRefused("登记举办以前才能撤销签到。")
    _withdraw(place, "误签到")
    fresh = _place(place.activity, place.resident, None)
    fresh.signed_up_at = place.signed_up_at
    file(fresh, by=by, activity=place.activity_id)
    record("participation.arrival_undone", place, by=by, activity=place.activity_id)
    return fresh


@transaction.atomic
def cancel_sign_up(place: Participation, *, by: User | None, reason: str = "") -> Participation:
    place = lock(place)
    require("withdraw", place, by)
    if place.withdrawn_at or place.checked_in_at or place.activity.state != S.PUBLISHED:
        raise StepRefused("已经签到、已经取消，或活动已经结束，不能再取消报名。")
    _withdraw(place, reason.strip() or "本人取消")
    record("participation.withdraw", place, by=by, activity=place.activity_id)
    return place


def _place(activity: Activity, resident: Resident, id: uuid.UUID | None) -> Participation:
    return Participation(
        id=id or uuid7(), division_id=resident.division_id, activity=activity, resident=resident,
        signed_up_at=timezone.now(),
    )  # fmt: skip


def _refuse_stranger(activity: Activity, resident: Resident) -> None:
    if resident.until is not None:
        raise ValidationError({"resident": "这位居民已经迁出。"})
    home = [resident.division_id, *codes.ancestors(resident.division_id)]
    if not activity.open_to_all and activity.division_id not in home:
        raise ValidationError({"resident": "这个活动只面向本区划的居民。"})


def _withdraw(place: Participation, reason: str) -> None:
    place.withdrawn_at, place.withdrawn_reason = timezone.now(), reason
    place.full_clean()
    place.save()
