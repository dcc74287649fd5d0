"""Records of centers, volunteers and workers as the index counts them, written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from governance.access.models import Division
from neighborhoods.models import (
    Activity,
    BuildingGroup,
    Center,
    Household,
    JointMeeting,
    Onboarding,
    Opening,
    Participation,
    Partner,
    Resident,
)
from tests.factories.indices import LONG_AGO, at
from tests.factories.neighborhoods import EstateFactory, ResidentFactory
from volunteers.models import HourEntry, Project, Recognition, ServiceRecord, Shift, Unit, Volunteer
from workers.models import Attendance, Certificate, Post, Posting, Session, Training, Worker

EARLY = {"since": date(2024, 1, 1), "recorded_at": LONG_AGO}
_numbers = itertools.count(1)


def adult(home: Household, **fields: Any) -> Resident:
    given = EARLY | {"birth_date": date(1970, 5, 1)} | fields
    return ResidentFactory(household=home, division=home.division, **given)


def center(division: Division, **span: Any) -> Center:
    """Open since long ago, unless `span` says otherwise."""
    made = Center.objects.create(
        division=division, name=f"中心 {next(_numbers)}", address="国权路", state=Center.State.OPEN
    )
    Opening.objects.create(center=made, division=division, **EARLY | span)
    return made


def activity(division: Division, when: str, **fields: Any) -> Activity:
    """Held, and noted as held an hour later."""
    begins = at(when)
    given = {
        "held_at": begins + timedelta(hours=1), "ends_at": begins + timedelta(hours=1), "recorded_at": begins,
        "state": Activity.State.HELD,
    } | fields  # fmt: skip
    return Activity.objects.create(division=division, title="读书会", starts_at=begins, **given)


def partner(division: Division) -> Partner:
    return Partner.objects.create(division=division, name=f"单位 {next(_numbers)}")


def came(one: Resident, to: Activity, **fields: Any) -> Participation:
    given = {"recorded_at": to.starts_at, "checked_in_at": to.starts_at, "noted_at": to.starts_at} | fields
    return Participation.objects.create(
        resident=one, activity=to, division=one.division, signed_up_at=to.starts_at, **given
    )


def group(division: Division, **fields: Any) -> BuildingGroup:
    given = EARLY | {"state": "named", "named_on": date(2025, 1, 1), "named_at": at("2025-01-01 10:00")} | fields
    estate = EstateFactory(division=division)
    return BuildingGroup.objects.create(division=division, estate=estate, name=f"楼组 {next(_numbers)}", **given)


def meeting(division: Division, month: date, held: str = "", **fields: Any) -> JointMeeting:
    moment = at(held) if held else None
    first = datetime(month.year, month.month, 1, tzinfo=LONG_AGO.tzinfo)
    given = {"recorded_at": first, "held_at": moment, "noted_at": moment} | fields
    state = JointMeeting.State.RESOLVED if given["held_at"] else JointMeeting.State.CONVENED
    return JointMeeting.objects.create(division=division, month=month, state=state, **given)


def onboarding(home: Household, **span: Any) -> Onboarding:
    return Onboarding.objects.create(household=home, division=home.division, **EARLY | span)


def volunteer(division: Division, resident: Resident | None = None, **fields: Any) -> Volunteer:
    who = {"resident": resident} if resident else {"name": "王志愿"}
    return Volunteer.objects.create(division=division, number=f"T{next(_numbers):06d}", **who, **EARLY | fields)


def recognition(one: Volunteer, title: str, **span: Any) -> Recognition:
    return Recognition.objects.create(volunteer=one, division=one.division, title=title, **EARLY | span)


def hours(one: Volunteer, day: date, minutes: int, *, theme: str = "elders", booked: str = "") -> HourEntry:
    """An entry of the ledger; negative minutes reverse."""
    moment = at(booked) if booked else datetime(day.year, day.month, day.day, 20, tzinfo=LONG_AGO.tzinfo)
    shift = _shift(one.division, theme)
    record = ServiceRecord.objects.create(
        shift=shift, volunteer=one, unit=shift.project.unit, division=one.division, signed_up_at=moment
    )
    kind = HourEntry.Kind.SERVED if minutes > 0 else HourEntry.Kind.REVERSED
    return HourEntry.objects.create(
        record=record, volunteer=one, unit=shift.project.unit, division=one.division, day=day, minutes=minutes, kind=kind,
        recorded_at=moment,
    )  # fmt: skip


def _shift(division: Division, theme: str) -> Shift:
    top = Division.objects.get(code="310110000000")
    unit = Unit.objects.filter(division=top).first() or Unit.objects.create(
        division=top, level=Unit.Level.ASSOCIATION, name="区协会"
    )
    project = Project.objects.create(division=top, unit=unit, title="服务", theme=theme)
    begins = at("2026-01-01 08:00")
    return Shift.objects.create(project=project, division=top, starts_at=begins, ends_at=begins + timedelta(hours=2))


def posting(division: Division, worker: Worker | None = None, **fields: Any) -> Posting:
    district = Division.objects.get(code="310110000000")
    post, _ = Post.objects.get_or_create(division=district, code="worker", defaults={"name": "社区工作者"})
    worker = worker or Worker.objects.create(division=division, number=f"W{next(_numbers):06d}", name="李社工")
    return Posting.objects.create(worker=worker, post=post, division=division, **EARLY | fields)


def certificate(one: Posting, **fields: Any) -> Certificate:
    given = {"kind": "social", "issued_on": date(2025, 1, 1), "recorded_at": LONG_AGO} | fields
    return Certificate.objects.create(worker=one.worker, division=one.division, **given)


def attendance(one: Posting, when: str, class_hours: str, **fields: Any) -> Attendance:
    moment, worth = at(when), Decimal(class_hours)
    training = Training.objects.create(division=one.division, title="全岗通")
    session = Session.objects.create(
        training=training, division=one.division, starts_at=moment, ends_at=moment + timedelta(hours=3), hours=worth
    )
    given = {"recorded_at": moment, "noted_at": moment, "attended": True, "hours": worth} | fields
    return Attendance.objects.create(
        session=session, worker=one.worker, division=one.division, enrolled_at=moment, held_at=moment, **given
    )


def two_kinds_in(place: SimpleNamespace) -> None:
    """After `a_year_in`: what the indicators of 二期 count besides, enough in every committee, a little different in each."""
    shared = partner(place.district)
    for number, committee in enumerate((place.north1, place.north2, place.south1)):
        people = residents(committee, 205)
        _gatherings(committee, people[: 12 + 3 * number], shared)
        _service(committee, people[-25 - 5 * number :])
        _staff(committee, certified=4 + number)


def residents(division: Division, count: int) -> list[Resident]:
    homes = list(Household.objects.filter(division=division).order_by("pk"))
    return Resident.objects.bulk_create(
        Resident(household=homes[at % len(homes)], division=division, name=f"张{at}", birth_date=date(1970, 5, 1), **EARLY)
        for at in range(count)
    )  # fmt: skip


def _gatherings(division: Division, people: list[Resident], shared: Partner) -> None:
    house, groups, own = center(division), [group(division) for _ in range(6)], partner(division)
    for at_ in range(12):
        more = {"group": groups[at_ % 4]} if at_ % 3 else {"partner": shared if at_ % 2 else own}
        kind = "residents" if at_ % 2 else "government"
        held = activity(division, f"2026-09-{at_ + 10} 14:00", center=house, organiser_kind=kind, theme="law", **more)
        for one in people[at_ : at_ + 4]:
            came(one, held)
    for one in people[:5]:
        came(one, activity(division, "2026-10-05 14:00", theme="virtue"))
    for at_, month in enumerate(whole_months()):
        meeting(division, month, f"{month:%Y-%m}-20 19:00" if at_ > 2 else "")
    for home in Household.objects.filter(division=division).order_by("pk")[:33]:
        onboarding(home)


def whole_months() -> list[date]:
    return [date(2025 + month // 12, month % 12 + 1, 1) for month in range(10, 22)]


def _service(division: Division, people: list[Resident]) -> None:
    for at_, one in enumerate(people):
        who = volunteer(division, one)
        hours(who, date(2026, 9, 1 + at_ % 28), 60 * (at_ % 9 + 1), theme="mutual" if at_ % 3 == 0 else "elders")
        if at_ < 6:
            recognition(who, "legal" if at_ == 5 else "talent")


def _staff(division: Division, *, certified: int) -> None:
    staff = [posting(division) for _ in range(10)]
    posting(division, until=date(2026, 5, 1), ending="resigned", ended_at=at("2026-04-30 17:00"))
    for one in staff[:certified]:
        certificate(one)
    for one in staff:
        attendance(one, "2026-06-01 09:00", "24.5")
