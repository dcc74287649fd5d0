"""Booking a room: who comes first has it. The room's row is locked, so that of many at once exactly one wins."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed
from neighborhoods.flows import BOOKING
from neighborhoods.models import Booking, Center, OpeningHours, Room

AHEAD = timedelta(days=90)
S = Booking.State
[ALONE] = [one for one in Booking._meta.constraints if isinstance(one, ExclusionConstraint)]


class RoomTaken(ValidationError):
    """Somebody else has the room then. A page says it on its form, the API as a conflict."""


@transaction.atomic
def book(
    room: Room, *, by: User | None, division: Division, starts_at: datetime, ends_at: datetime, purpose: str,
    holder: str = "", heads: int = 10, id: uuid.UUID | None = None,
) -> Booking:  # fmt: skip
    """Confirmed at once, unless the room asks for approval and `by` does not run it. Raises RoomTaken."""
    room = lock(room)
    booking = Booking(
        id=id or uuid7(), division=division, room=room, starts_at=starts_at, ends_at=ends_at, purpose=allowed("purpose", "用途", purpose, 60),
        holder=holder.strip() or division.name, heads=heads, state=_first_state(room, by),
    )  # fmt: skip
    require("add", booking, by)
    booking.full_clean(exclude=["created_by"], validate_constraints=False)
    _check(booking, timezone.now())
    _refuse_taken(booking)
    return file(booking, by=by, room=room.pk)


def confirm(booking: Booking, *, by: User | None) -> Booking:
    return BOOKING.take("confirm", booking, by=by)


def decline(booking: Booking, *, by: User | None, reason: str) -> Booking:
    return _end("decline", booking, by, reason)


def use(booking: Booking, *, by: User | None) -> Booking:
    with BOOKING.step("use", booking, by=by) as booking:
        if booking.starts_at > timezone.now():
            raise StepRefused("预约的时间还没有到，使用以后再登记。")
    return booking


def cancel(booking: Booking, *, by: User | None, reason: str) -> Booking:
    """An activity's booking goes with the activity."""
    activity = getattr(booking, "activity", None)
    if activity is not None and activity.state == activity.State.PUBLISHED:
        raise StepRefused(f"这是活动“{activity}”的预约，请到活动里改时间、换活动室或取消活动。")
    return free(booking, by=by, reason=reason)


def free(booking: Booking, *, by: User | None, reason: str) -> Booking:
    return _end("cancel", booking, by, reason)


STEPS: dict[str, Callable[..., Any]] = {"confirm": confirm, "decline": decline, "use": use, "cancel": cancel}


def _end(step: str, booking: Booking, by: User | None, reason: str) -> Booking:
    with BOOKING.step(step, booking, by=by) as booking:
        if not reason.strip():
            raise ValidationError({"reason": "请写明理由。"})
        booking.reason = allowed("reason", "理由", reason, 200)
    return booking


def _first_state(room: Room, by: User | None) -> str:
    asks = room.needs_approval and by is not None and not can_in(by, "neighborhoods.change_room", room.division_id)
    return S.REQUESTED if asks else S.CONFIRMED


def _check(booking: Booking, now: datetime) -> None:
    """Everything that is wrong, in one answer."""
    room, wrong = booking.room, {}
    if booking.division_id != room.division_id and room.division_id not in codes.ancestors(booking.division_id):
        wrong["division"] = "只有中心所在区划和它下面的单位能预约。"
    if not room.active or room.center.state != Center.State.OPEN:
        wrong["room"] = "这个活动室现在不接受预约。"
    if booking.heads > room.capacity:
        wrong["heads"] = f"这个活动室最多容纳 {room.capacity} 人。"
    if booking.starts_at <= now:
        wrong["starts_at"] = "不能预约已经过去的时间。"
    elif booking.starts_at > now + AHEAD:
        wrong["starts_at"] = f"最多提前 {AHEAD.days} 天预约。"
    elif not _is_open(room, booking.starts_at, booking.ends_at):
        wrong["starts_at"] = _hours_said(room, booking.starts_at)
    if wrong:
        raise ValidationError(wrong)


def _is_open(room: Room, starts_at: datetime, ends_at: datetime) -> bool:
    """Within one stretch of the weekday's opening hours."""
    begin, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    hours = _hours(room, starts_at).filter(opens__lte=begin.time(), closes__gte=end.time())
    return begin.date() == end.date() and hours.exists()


def _hours(room: Room, when: datetime):
    return OpeningHours.objects.filter(
        center=room.center_id, active=True, weekday=timezone.localtime(when).weekday()
    ).order_by("opens")


def _hours_said(room: Room, when: datetime) -> str:
    found = "、".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in _hours(room, when))
    day = OpeningHours.Weekday(timezone.localtime(when).weekday()).label
    return f"中心{day}的开放时间是 {found}，请在这段时间内预约。" if found else f"中心{day}不开放，请换一天。"


def _refuse_taken(booking: Booking) -> None:
    """Ask the table's own constraint, so that there is one sentence and one rule."""
    try:
        ALONE.validate(Booking, booking)
    except ValidationError as error:
        raise RoomTaken(error.messages) from None
