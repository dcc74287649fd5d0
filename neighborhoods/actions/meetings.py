"""联席会议. A row a month and committee stands before the meeting, so that a month without one is a fact."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file
from governance.access.models import Division, Membership, User
from governance.access.scoping import holds
from governance.access.selectors import divisions_in_reach
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.vault.texts import allowed
from neighborhoods.flows import JOINT_MEETING
from neighborhoods.models import JointMeeting


def plan_all(month: date) -> int:
    """For every standing committee of the districts where anybody works with the portal. Returns how many are new."""
    held = set(Membership.objects.standing().values_list("division_id", flat=True))
    districts = {
        codes.at_level(code, "district") for code in held if len(codes.significant(code)) >= codes.CUTS["district"]
    }
    return sum(_plan(Division.objects.within(district), month, by=None) for district in sorted(districts))


@transaction.atomic
def plan_own(month: date, *, by: User) -> int:
    """The same for the committees where `by` keeps the register, when the clock has not come round yet."""
    if not holds(by, "neighborhoods.add_jointmeeting"):
        raise PermissionDenied("您没有登记联席会议的权限。")
    return _plan(divisions_in_reach(by, "neighborhoods.add_jointmeeting"), month, by=by)


@transaction.atomic
def convene(
    division: Division, *, by: User | None, kind: str, month: date, id: uuid.UUID | None = None
) -> JointMeeting:
    """One of another kind, or one the clock did not make. `month` is any day of it."""
    if division.level != Division.Level.COMMITTEE or division.valid_until is not None:
        raise ValidationError({"division": "联席会议须登记在一个现有的居委（村）。"})
    if month.replace(day=1) > timezone.localdate():
        raise ValidationError({"month": "不能登记以后月份的会议。"})
    meeting = JointMeeting(id=id or uuid7(), division=division, kind=kind, month=month.replace(day=1))
    return file(meeting, by=by)


def hold(
    meeting: JointMeeting, *, by: User | None, held_at: datetime, resolution: str, committee: bool = False,
    owners: bool = False, property_firm: bool = False,
) -> JointMeeting:  # fmt: skip
    """登记召开: when, who came, and what was agreed. At least two sides make a joint meeting."""
    wrong = {}
    if held_at > timezone.now() or timezone.localdate(held_at) < meeting.month:
        wrong["held_at"] = "召开时间不能晚于现在，也不能早于这个月份。"
    if committee + owners + property_firm < 2:
        wrong["committee"] = "至少有两方到会，才是联席会议。"
    if not resolution.strip():
        wrong["resolution"] = "请写明议定事项。"
    with JOINT_MEETING.step("hold", meeting, by=by) as meeting:
        if wrong:
            raise ValidationError(wrong)
        meeting.held_at, meeting.noted_at, meeting.resolution = (
            held_at,
            timezone.now(),
            allowed("resolution", "议定事项", resolution, 1000),
        )
        meeting.committee, meeting.owners, meeting.property_firm = committee, owners, property_firm
    return meeting


def track(meeting: JointMeeting, *, by: User | None, outcome: str) -> JointMeeting:
    with JOINT_MEETING.step("track", meeting, by=by) as meeting:
        if not outcome.strip():
            raise ValidationError({"outcome": "请写明落实情况。"})
        meeting.outcome = allowed("outcome", "落实情况", outcome, 1000)
    return meeting


STEPS: dict[str, Callable[..., Any]] = {"hold": hold, "track": track}


def _plan(divisions, month: date, *, by: User | None) -> int:
    """Twice for one month is once: the table takes one row a month."""
    kind, month = JointMeeting.Kind.TROIKA, month.replace(day=1)
    have = JointMeeting.objects.filter(kind=kind, month=month).values("division")
    missing = divisions.filter(level="committee", valid_until=None).exclude(pk__in=have)
    rows: Collection[JointMeeting] = [
        JointMeeting(division=one, kind=kind, month=month, created_by=by) for one in missing
    ]
    JointMeeting.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        record("jointmeeting.planned", None, by=by, month=f"{month:%Y-%m}", rows=len(rows))
    return len(rows)
