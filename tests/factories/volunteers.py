"""Units, volunteers, projects and shifts; and service led to confirmed hours by the actions, as in life."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from governance.access.models import User
from volunteers.actions import hours, records
from volunteers.actions.numbers import number_for
from volunteers.models import Belonging, Project, ServiceRecord, Shift, Unit, Volunteer


class UnitFactory(DjangoModelFactory):
    """An association unless told otherwise: `UnitFactory(division=…, level="team", parent=…)`. At work."""

    class Meta:
        model = Unit

    level = Unit.Level.ASSOCIATION
    name = factory.Sequence("志愿者组织{}".format)
    state = Unit.State.ACTIVE


class VolunteerFactory(DjangoModelFactory):
    """Somebody from outside who is at work; `resident=` for a resident, `unit=` joins it from the day of registering."""

    class Meta:
        model = Volunteer
        skip_postgeneration_save = True

    number = factory.LazyAttribute(lambda one: number_for(one.division.code))
    resident = None
    name = factory.Maybe("resident", "", factory.Sequence("李志愿{}".format))
    state = Volunteer.State.ACTIVE
    since = date(2020, 1, 1)

    @factory.post_generation
    def unit(self, create, extracted, **kwargs):
        if extracted:
            Belonging.objects.create(division=self.division, volunteer=self, unit=extracted, since=self.since)


class ProjectFactory(DjangoModelFactory):
    """Of `unit`, in the unit's division; recruiting."""

    class Meta:
        model = Project

    unit = factory.SubFactory(UnitFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("unit.division")
    title = factory.Sequence("便民服务{}".format)
    state = Project.State.RECRUITING


class ShiftFactory(DjangoModelFactory):
    """`ShiftFactory(project=…)`: from an hour ago for two hours."""

    class Meta:
        model = Shift

    project = factory.SubFactory(ProjectFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("project.division")
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=2))


def served(
    volunteer: Volunteer, minutes: int = 120, day: date | None = None, *, shift: Shift | None = None, at: time = time(9),
    timed_by: User | None = None, by: User | None = None, known_at: datetime | None = None, **travel: Any,
) -> ServiceRecord:  # fmt: skip
    """Confirmed service of `minutes` from 09:00 of `day` (yesterday), in a shift of the volunteer's first unit, made for it
    unless given; a volunteer without a unit gets one. `known_at`: when the ledger learned of it (now).
    """
    day = day or timezone.localdate() - timedelta(days=1)
    came = timezone.make_aware(datetime.combine(day, at))
    left = came + timedelta(minutes=minutes)
    shift = shift or _shift(volunteer, came, left)
    record = records.sign_up(shift, volunteer=volunteer, by=None, at=came)
    record = records.arrive(record, by=timed_by, at=came)
    record = records.leave(record, by=timed_by, at=left, **travel)
    return hours.confirm(record, by=by, at=known_at)


def _shift(volunteer: Volunteer, came: datetime, left: datetime) -> Shift:
    if not volunteer.belongings.current().exists():
        unit = UnitFactory(division=volunteer.division)
        Belonging.objects.create(division=volunteer.division, volunteer=volunteer, unit=unit, since=volunteer.since)
    unit = volunteer.belongings.current().order_by("since", "id").first().unit
    project = unit.projects.filter(state=Project.State.RECRUITING).first() or ProjectFactory(unit=unit)
    return ShiftFactory(project=project, starts_at=came, ends_at=left, capacity=1000)
