"""Activities, from draft to evaluation. One that names a room books it when published and frees it when cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault import checksums
from governance.vault.texts import allowed
from neighborhoods.actions import bookings
from neighborhoods.flows import ACTIVITY
from neighborhoods.models import Activity, Booking, Partner

S = Activity.State
FIELDS = (
    "title", "theme", "organiser_kind", "organiser", "description", "place", "starts_at", "ends_at", "capacity",
    "open_to_all", "center", "room", "group", "partner",
)  # fmt: skip
BOOKED = {"room", "starts_at", "ends_at", "capacity"}
"""What the room's booking was made from."""


@transaction.atomic
def add_activity(division: Division, *, by: User | None, id: uuid.UUID | None = None, **values: Any) -> Activity:
    """A draft with what `FIELDS` names; a room brings its center along."""
    activity = Activity(id=id or uuid7(), division=division, **_told(only(values, *FIELDS)))
    require("add", activity, by)
    if division.valid_until is not None:
        raise ValidationError({"division": "这个区划已经停用。"})
    _settle_place(activity)
    return file(activity, by=by)


@transaction.atomic
def change_activity(activity: Activity, *, by: User | None, **changes: Any) -> Activity:
    """A draft or a published one; a new time or room is booked anew, and the old booking freed."""
    activity = lock(activity)
    require("change", activity, by)
    changes = _told(only(changes, *FIELDS))
    if activity.state not in (S.DRAFT, S.PUBLISHED):
        raise StepRefused(f"活动{activity.get_state_display()}，不能再改。")
    proposed = Activity(division_id=activity.division_id)
    for name in FIELDS:
        setattr(proposed, name, changes.get(name, getattr(activity, name)))
    _settle_place(proposed)
    changed = amend(activity, by=by, **changes | {"center": proposed.center})
    if activity.state == S.PUBLISHED:
        _refuse_fewer_places(activity)
        if BOOKED & set(changed):
            _free_room(activity, by, "活动改了时间或活动室")
            _book_room(activity, by)
            activity.save()
    return activity


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What everybody may read names nobody by number."""
    told: dict[str, Any] = {
        name: Activity._meta.get_field(name) for name in ("title", "organiser", "description", "place")
    }
    for name in told.keys() & values.keys():
        values[name] = allowed(name, str(told[name].verbose_name), values[name], told[name].max_length)
    return values


def publish(activity: Activity, *, by: User | None) -> Activity:
    """Raises RoomTaken when somebody else has the room by now."""
    with ACTIVITY.step("publish", activity, by=by) as activity:
        if activity.starts_at <= timezone.now():
            raise ValidationError("活动时间已经过去，请先改时间再发布。")
        _book_room(activity, by)
    return activity


def hold(activity: Activity, *, by: User | None, guests: int = 0) -> Activity:
    """登记举办: who came is what was checked in, and `guests` without a name."""
    with ACTIVITY.step("hold", activity, by=by) as activity:
        if not guests and not activity.participations.came().exists():
            raise ValidationError({"guests": "没有人签到，请填未登记姓名的人数；没有办成就取消活动。"})
        activity.held_at, activity.guests = timezone.now(), guests
        if activity.booking and activity.booking.state == Booking.State.CONFIRMED:
            bookings.use(activity.booking, by=by)
    return activity


def evaluate(activity: Activity, *, by: User | None, rating: int, summary: str) -> Activity:
    with ACTIVITY.step("evaluate", activity, by=by) as activity:
        if not summary.strip():
            raise ValidationError({"summary": "请写几句小结。"})
        activity.rating, activity.summary = rating, allowed("summary", "小结", summary, 1000)
    return activity


def cancel(activity: Activity, *, by: User | None, reason: str) -> Activity:
    if not reason.strip():
        raise ValidationError({"reason": "请写明取消的理由。"})
    with ACTIVITY.step("cancel", activity, by=by) as activity:
        activity.reason = allowed("reason", "取消的理由", reason, 200)
        _free_room(activity, by, "活动取消")
    return activity


STEPS: dict[str, Callable[..., Any]] = {"publish": publish, "hold": hold, "evaluate": evaluate, "cancel": cancel}


@transaction.atomic
def add_partner(division: Division, *, by: User | None, **values: Any) -> Partner:
    """`name kind uscc`."""
    return file(Partner(division=division, **_checked(only(values, "name", "kind", "uscc"))), by=by)


@transaction.atomic
def change_partner(partner: Partner, *, by: User | None, **changes: Any) -> Partner:
    partner = lock(partner)
    require("change", partner, by)
    amend(partner, by=by, **_checked(only(changes, "name", "kind", "uscc", "active")))
    return partner


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The unified social credit code of GB 32100, if one is given."""
    if uscc := checksums.tidy(values.get("uscc", "")):
        try:
            checksums.validate_uscc(uscc)
        except ValidationError as error:
            raise ValidationError({"uscc": error}) from None
    return values | ({"uscc": uscc} if "uscc" in values else {})


def _settle_place(activity: Activity) -> None:
    """A room is in a center; center, group and partner are of the activity's own division, above or below it."""
    if activity.room:
        activity.center = activity.room.center
    wrong = {
        name: "请选本区划或上级的。"
        for name in ("center", "group", "partner")
        if (row := getattr(activity, name)) is not None and not _is_near(activity.division_id, row.division_id)
    }
    if activity.room and activity.capacity and activity.capacity > activity.room.capacity:
        wrong["capacity"] = f"这个活动室最多容纳 {activity.room.capacity} 人。"
    if wrong:
        raise ValidationError(wrong)


def _is_near(code: str, other: str) -> bool:
    return code == other or other in codes.ancestors(code) or code in codes.ancestors(other)


def _refuse_fewer_places(activity: Activity) -> None:
    signed = activity.participations.signed().count()
    if activity.capacity and signed > activity.capacity:
        raise ValidationError({"capacity": f"已有 {signed} 人报名，名额不能更少。"})


def _book_room(activity: Activity, by: User | None) -> None:
    if activity.room:
        activity.booking = bookings.book(
            activity.room, by=by, division=activity.division, starts_at=activity.starts_at, ends_at=activity.ends_at,
            purpose=activity.title, holder=activity.organiser, heads=activity.capacity or activity.room.capacity,
        )  # fmt: skip


def _free_room(activity: Activity, by: User | None, reason: str) -> None:
    booking, activity.booking = activity.booking, None
    if booking is not None and booking.state in (Booking.State.REQUESTED, Booking.State.CONFIRMED):
        bookings.free(booking, by=by, reason=reason)
