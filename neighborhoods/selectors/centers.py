"""Who has which room when, what a center's week looks like, and which centers are open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from governance.access.models import User
from neighborhoods.models import Activity, Booking, Center, CenterService, Opening, OpeningHours, Room
from neighborhoods.models.activities import ActivityQuerySet

WEEKS = 4  # ahead and back


@dataclass(frozen=True, slots=True)
class Slot:
    """A time when a room is taken. Everybody sees the time; `what` and `url` are for who may see the booking."""

    starts_at: datetime
    ends_at: datetime
    what: str = ""
    url: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class RoomWeek:
    room: Room
    days: list[tuple[date, list[Slot]]]


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday with its stretches of opening hours; none: closed."""

    label: str
    stretches: list[OpeningHours]
    is_today: bool


def centers_open(code: str, day: date) -> int:
    """How many centers in and below the division were open at the end of `day`."""
    return Opening.objects.standing().on(day).inside(code).count()


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def taken(user: User, rooms: Collection[Room], since: date, days: int) -> dict[object, list[Slot]]:
    """Room's id -> its taken times from `since` on, in order; one query."""
    held = Booking.objects.holding().filter(
        room__in=rooms, starts_at__lt=start_of(since + timedelta(days=days)), ends_at__gt=start_of(since)
    )
    seen = Exists(Booking.objects.visible_to(user).filter(pk=OuterRef("pk")))
    found: dict[object, list[Slot]] = {room.pk: [] for room in rooms}
    for one in held.annotate(seen=seen).order_by("starts_at"):
        told = (one.purpose, one.get_absolute_url()) if one.seen else ("", "")
        found[one.room_id].append(Slot(one.starts_at, one.ends_at, *told, waiting=one.state == Booking.State.REQUESTED))
    return found


def week(user: User, rooms: Collection[Room], first: date) -> list[RoomWeek]:
    slots, days = taken(user, rooms, first, 7), [first + timedelta(days=ahead) for ahead in range(7)]
    return [
        RoomWeek(room, [(day, [one for one in slots[room.pk] if timezone.localdate(one.starts_at) == day]) for day in days])
        for room in rooms
    ]  # fmt: skip


def hours_of(center: Center, today: date) -> list[Day]:
    """Monday to Sunday."""
    found = list(center.hours.filter(active=True).order_by("weekday", "opens"))
    return [
        Day(label, [one for one in found if one.weekday == weekday], weekday == today.weekday())
        for weekday, label in OpeningHours.Weekday.choices
    ]


def services_of(center: Center) -> list[CenterService]:
    return list(center.services.filter(active=True))


def coming_at(center: Center, activities: ActivityQuerySet, now: datetime) -> list[Activity]:
    """Those of `activities` (already narrowed to the reader) that are held here in the weeks ahead."""
    until = now + timedelta(weeks=WEEKS)
    return list(
        activities.coming(now).filter(center=center, starts_at__lt=until).for_list().order_by("starts_at", "pk")
    )


def lately_at(center: Center, activities: ActivityQuerySet, now: datetime) -> list[Activity]:
    """Those that were held here in the weeks before, the newest first."""
    over = [Activity.State.HELD, Activity.State.EVALUATED]
    found = activities.standing().filter(center=center, state__in=over, starts_at__gte=now - timedelta(weeks=WEEKS))
    return list(found.order_by("-starts_at", "-pk"))
