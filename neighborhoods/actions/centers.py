"""睦邻中心: the house, its hours, services and rooms. Only whoever runs the center writes here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from neighborhoods.flows import CENTER
from neighborhoods.models import Booking, Center, CenterService, Opening, OpeningHours, Room

FIELDS = ("name", "kind", "address", "longitude", "latitude", "phone", "notice")
ROOM_FIELDS = ("name", "capacity", "equipment", "needs_approval", "active")
SERVICE_FIELDS = ("kind", "name", "hours", "fee", "active")


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One stretch of one weekday, from 0 (Monday)."""

    weekday: int
    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{OpeningHours.Weekday(self.weekday).label} {self.opens:%H:%M}–{self.closes:%H:%M}"


@transaction.atomic
def add_center(
    division: Division, *, by: User | None, hours: Iterable[Hours] = (), id: uuid.UUID | None = None, **values: Any
) -> Center:
    """`name kind address longitude latitude phone notice`. Planned until it is opened."""
    center = Center(id=id or uuid7(), division=division, **only(values, *FIELDS))
    require("add", center, by)
    if division.valid_until is not None or division.level in (Division.Level.CITY, Division.Level.PREFECTURE):
        raise ValidationError({"division": "中心须登记在现有的区、街镇或居委。"})
    file(center, by=by)
    _write_hours(center, hours)
    return center


@transaction.atomic
def change_center(center: Center, *, by: User | None, hours: Iterable[Hours] | None = None, **changes: Any) -> Center:
    """`hours` replaces all that are in force; left out, they stay."""
    center = lock(center)
    require("change", center, by)
    amend(center, by=by, **only(changes, *FIELDS))
    if hours is not None and _write_hours(center, hours):
        record("center.hours", center, by=by)
    return center


def open_center(center: Center, *, by: User | None, on: date | None = None) -> Center:
    return _open("open", center, by, on)


def resume(center: Center, *, by: User | None, on: date | None = None) -> Center:
    return _open("resume", center, by, on)


def suspend(center: Center, *, by: User | None, on: date | None = None) -> Center:
    with CENTER.step("suspend", center, by=by) as center:
        _end_opening(center, on)
    return center


def close(center: Center, *, by: User | None, on: date | None = None) -> Center:
    """For good. Its rooms can no longer be booked; what is booked for later has to be cancelled first."""
    with CENTER.step("close", center, by=by) as center:
        ahead = Booking.objects.holding().filter(room__center=center, ends_at__gt=timezone.now()).count()
        if ahead:
            raise ValidationError(f"还有 {ahead} 个没有用完的预约，请先取消。")
        _end_opening(center, on)
    return center


STEPS: dict[str, Callable[..., Any]] = {"open": open_center, "suspend": suspend, "resume": resume, "close": close}


@transaction.atomic
def add_room(center: Center, *, by: User | None, id: uuid.UUID | None = None, **values: Any) -> Room:
    center = lock(center)
    room = Room(id=id or uuid7(), division_id=center.division_id, center=center, **only(values, *ROOM_FIELDS))
    require("add", room, by)
    if center.state == Center.State.CLOSED:
        raise ValidationError({"center": "这个中心已经关闭。"})
    return file(room, by=by, center=center.pk)


@transaction.atomic
def change_room(room: Room, *, by: User | None, **changes: Any) -> Room:
    """What is booked already stays booked."""
    room = lock(room)
    require("change", room, by)
    amend(room, by=by, **only(changes, *ROOM_FIELDS))
    return room


@transaction.atomic
def add_service(
    center: Center, *, by: User | None, kind: str, name: str, hours: str = "", fee: str = ""
) -> CenterService:
    service = CenterService(center=center, kind=kind, name=name.strip(), hours=hours, fee=fee)
    with _of_center(service, by, "center.service_added"):
        pass
    return service


@transaction.atomic
def change_service(service: CenterService, *, by: User | None, **changes: Any) -> CenterService:
    """`active=False` takes it off the list; nothing is deleted."""
    service = CenterService.objects.select_for_update().get(pk=service.pk)
    with _of_center(service, by, "center.service_changed"):
        for name, value in only(changes, *SERVICE_FIELDS).items():
            setattr(service, name, value)
    return service


@contextmanager
def _of_center(service: CenterService, by: User | None, verb: str):
    """A service is the center's, and so are its permission and its event."""
    require("change", service.center, by)
    yield
    service.full_clean()
    service.save()
    record(verb, service.center, by=by, service=service.pk)


def _open(step: str, center: Center, by: User | None, on: date | None) -> Center:
    """A center without hours cannot open: nobody would know when to come."""
    with CENTER.step(step, center, by=by) as center:
        if not center.hours.filter(active=True).exists():
            raise ValidationError("还没有开放时间，请先登记开放时间再开放。")
        since = on or timezone.localdate()
        before = center.openings.exclude(until=None).order_by("-until").first()
        if since > timezone.localdate() or (before and before.until and since < before.until):
            raise ValidationError({"on": "日期不能晚于今天，也不能早于上次停止开放的日期。"})
        Opening.objects.create(center=center, division_id=center.division_id, since=since, created_by=by)
    return center


def _end_opening(center: Center, on: date | None) -> None:
    opening = center.openings.select_for_update().filter(until=None).first()
    if opening is not None:
        opening.until = last_day(on, since=opening.since)
        opening.save()


def _write_hours(center: Center, hours: Iterable[Hours]) -> bool:
    """True if anything changed. What is no longer in force is kept, inactive."""
    wanted = sorted(set(hours))
    _refuse_overlaps(wanted)
    kept = {Hours(one.weekday, one.opens, one.closes): one for one in center.hours.filter(active=True)}
    gone = [one.pk for key, one in kept.items() if key not in wanted]
    OpeningHours.objects.filter(pk__in=gone).update(active=False)
    new = [one for one in wanted if one not in kept]
    for one in new:
        row = OpeningHours(center=center, weekday=one.weekday, opens=one.opens, closes=one.closes)
        row.full_clean()
        row.save()
    return bool(gone or new)


def _refuse_overlaps(hours: list[Hours]) -> None:
    for one, after in pairwise(hours):
        if one.weekday == after.weekday and after.opens < one.closes:
            raise ValidationError({"hours": f"{one} 与 {after} 重叠了，请改成前后相接的时段。"})
