"""Who goes out in a demo district, street by street: station and team with their calls, rivers walked, names applied for."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet

from cases.actions.numbers import number_for
from cases.creations.models import Creation, CreationEntry, RiverPatrol, RiverSection
from cases.forces.models import Callout, Force, Member
from cases.models import Case
from governance.access.models import Division, Membership, User
from governance.access.roles import Role
from governance.demo.calendar import Calendar
from governance.demo.quality import chance

TASKS = (
    "劝离占道经营，恢复通行",
    "楼道堆物清理，联系物业搬运",
    "井盖移位，先围挡再报修",
    "店外噪声，上门劝导并留存记录",
)
RESULTS = (
    "已劝离，告知固定疏导点。",
    "已清理完毕，请居委回看。",
    "已围挡，转办养护单位。",
    "已当面劝导，商户承诺整改。",
)
PACES = (9, 14, 21, 33)
"""Minutes from the call to arriving."""


def set_up(district: Division, calendar: Calendar, *, seed: int) -> None:
    """By the ORM: a few rows a street. A district that has forces keeps them as they are."""
    if Force.objects.inside(district.code).exists():
        return
    rng, now = (
        chance(seed, calendar.today, f"frontline {district.code}"),
        calendar.zero + timedelta(seconds=calendar.now),
    )
    since = now - timedelta(days=200)
    for street in Division.objects.within(district.code).current().filter(level=Division.Level.SUBDISTRICT):
        posts = Membership.objects.standing().filter(division=street).select_related("user").order_by("pk")
        people = {
            role: [one.user for one in posts if one.role == role] for role in (Role.SUBDISTRICT_ADMIN, Role.STAFF)
        }
        if not all(people.values()):
            continue
        boss, staff = people[Role.SUBDISTRICT_ADMIN][0], people[Role.STAFF][0]
        _force(street, since, "station", f"{street.short_name}城运工作站", boss, [staff])
        team = _force(
            street, since, "patrol", f"{street.short_name}联勤巡防队", staff, people[Role.SUBDISTRICT_ADMIN][1:]
        )
        _call_out(team, street, now, rng)
        _walk(street, now, boss, rng)
        _apply(street, now, staff)


def _force(street: Division, since: datetime, kind: str, name: str, lead: User, people: list[User]) -> Force:
    force = Force.objects.create(
        division=street, kind=kind, name=name, place="街道城运中心", state=Force.State.RUNNING, running_since=since, recorded_at=since,
    )  # fmt: skip
    Member.objects.create(force=force, person=lead, lead=True, since=since)
    for person in people:
        Member.objects.create(force=force, person=person, kind=Member.Kind.ROTATING, since=since)
    return force


def _call_out(team: Force, street: Division, now: datetime, rng: Random) -> None:
    """To open cases of the street: the newest is still waiting, at the one before they are, the others are done."""
    cases = Case.objects.inside(street.code).open().filter(opened_at__lte=now - timedelta(hours=2))
    for at, case in enumerate(cases.select_related("division").order_by("-opened_at")[:6]):
        called = case.opened_at + timedelta(minutes=30)
        arrived = called + timedelta(minutes=rng.choice(PACES)) if at else None
        ended = arrived + timedelta(minutes=25) if arrived and at > 1 else None
        Callout.objects.create(
            division=case.division, force=team, case=case, task=TASKS[at % 4], called_at=called, arrived_at=arrived, ended_at=ended,
            result=RESULTS[at % 4] if ended else "", recorded_at=called, state="done" if ended else "arrived" if arrived else "called",
        )  # fmt: skip


def _walk(street: Division, now: datetime, chief: User, rng: Random) -> None:
    """Two sections a street: one walked each week, one that has waited too long."""
    for at, (name, last) in enumerate((("虬江支流北段", 2), ("虬江支流南段", 11)), start=1):
        since = (now - timedelta(days=200)).date()
        section = RiverSection.objects.create(
            division=street, code=f"HD-{at:02}", name=name, address=f"{street.short_name} {at} 号桥至 {at + 1} 号桥", chief=chief,
            post="街道河长", length_m=600 + 150 * at, since=since,
        )  # fmt: skip
        for day in range(last, 60, 7):
            found = rng.random() < 0.15
            walked = now - timedelta(days=day, minutes=rng.randint(0, 90))
            RiverPatrol.objects.create(
                division=street, section=section, patrolled_at=walked, recorded_at=walked, created_by=chief, found=found,
                text="岸边有少量漂浮垃圾，已通知保洁。" if found else "",
            )  # fmt: skip


def _apply(street: Division, now: datetime, checker: User) -> None:
    """A name that is due for rechecking, one checked, one just applied for; in three committees of the street."""
    today = now.date()
    named = {"state": "named", "named_on": today - timedelta(days=690), "valid_until": today + timedelta(days=40)}
    made: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("disaster_ready", 700, named),
        ("no_illegal", 20, {"state": "checked"}),
        ("disaster_ready", 3, {}),
    )
    for committee, (kind, days, fields) in zip(_committees(street), made, strict=False):
        at = now - timedelta(days=days)
        row = Creation.objects.create(
            division=committee, kind=kind, statement="对照标准自查合格，申请验收。", number=number_for(at, "CJ", "creations_number"), recorded_at=at,
            checker=checker if fields else None, **fields,
        )  # fmt: skip
        CreationEntry.objects.create(creation=row, at=at, by=None, step="apply", text=row.statement)


def _committees(street: Division) -> QuerySet[Division]:
    return Division.objects.current().filter(parent=street, level=Division.Level.COMMITTEE).order_by("code")
