"""How soon a department must answer and come: of the nearest division up the tree that set it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.summonses.models import Clock
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.flow.workdays import add_workdays


def clock_at(division: str) -> Clock:
    """An unsaved one with the usual days where nobody set any."""
    line = [division, *codes.ancestors(division)]
    found = Clock.objects.standing().filter(division__in=line)
    return min(found, key=lambda one: line.index(one.division_id), default=Clock(division_id=division))


def dues(clock: Clock, start: datetime, *, urgent: bool) -> tuple[datetime, datetime]:
    """Until when to answer and until when to come."""
    if urgent:
        return tuple(start + timedelta(hours=n) for n in (clock.urgent_answer_hours, clock.urgent_arrive_hours))  # type: ignore[return-value]
    return add_workdays(start, clock.answer_days), add_workdays(start, clock.arrive_days)


@transaction.atomic
def set_clock(division: str, *, by: User, **hours_and_days: Any) -> Clock:
    """For what is sent from now on in `division` (12 digits) and below. Raises PermissionDenied, ValidationError by field."""
    if not can_in(by, "summonses.change_clock", division):
        raise PermissionDenied("约请时限由区级管理员维护。")
    Clock.objects.bulk_create([Clock(division_id=division, created_by=by)], ignore_conflicts=True)
    clock = Clock.objects.select_for_update(of=("self",)).get(division=division)
    for name, value in hours_and_days.items():
        setattr(clock, name, value)
    clock.full_clean()
    clock.save()
    record("summons_clock.set", clock, by=by, **hours_and_days)
    return clock
