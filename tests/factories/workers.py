"""Workers as they stand in the register, written straight into the tables: each with the times a test asks for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from governance.access import codes
from governance.access.models import Division
from workers.actions import numbers
from workers.models import Attendance, Certificate, Post, Posting, Quota, Session, Training, Worker

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2019, 12, 1, tzinfo=SHANGHAI)
SINCE = date(2020, 1, 1)


class PostFactory(DjangoModelFactory):
    """社区工作者 of the district that `division` lies in."""

    class Meta:
        model = Post
        django_get_or_create = ("division", "code")

    code = "worker"
    name = "社区工作者"


def post_at(division: Division, **fields: Any) -> Post:
    """The usual post of the district of `division`."""
    return PostFactory(division=Division.objects.get(code=codes.at_level(division.code, "district")), **fields)


class WorkerFactory(DjangoModelFactory):
    """A worker on duty with a posting since 2020, both recorded before: `WorkerFactory(division=…, posting__since=…)`.

    `posting=None` leaves it out; `recorded_at` of the posting is midnight of its first day unless given.
    """

    class Meta:
        model = Worker
        skip_postgeneration_save = True

    number = factory.LazyFunction(lambda: numbers.draw()[0])
    name = factory.Sequence("赵{}".format)
    education = Worker.Education.BACHELOR
    state = Worker.State.ACTIVE
    recorded_at = LONG_AGO

    @factory.post_generation
    def posting(self, create, extracted, **kwargs):
        if create and extracted is None and (kwargs or self.state != Worker.State.DRAFT):
            posted(self, **kwargs)


def posted(worker: Worker, *, division: Division | None = None, since: date = SINCE, **fields: Any) -> Posting:
    """A span on a post. An `ending` needs `until`; when that was told (`ended_at`) is midnight of that day unless given."""
    at = division or worker.division
    given: dict[str, Any] = {"recorded_at": midnight(since), "post": fields.pop("post", None) or post_at(at)}
    if until := fields.get("until"):
        given |= {"ended_at": midnight(until), "ending": Posting.Ending.RESIGNED}
    return Posting.objects.create(worker=worker, division=at, since=since, **given | fields)


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate

    worker = factory.SubFactory(WorkerFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("worker.division")
    kind = Certificate.Kind.SOCIAL
    number = factory.Sequence("证字第{}号".format)
    issued_on = date(2021, 6, 1)
    recorded_at = factory.LazyAttribute(lambda one: midnight(one.issued_on))


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = Quota

    places = 10
    since = SINCE
    recorded_at = LONG_AGO


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    title = factory.Sequence("社区工作实务第{}期".format)
    state = Training.State.ENROLLING


class SessionFactory(DjangoModelFactory):
    """Three hours in the morning, by default of last week."""

    class Meta:
        model = Session

    training = factory.SubFactory(TrainingFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("training.division")
    starts_at = factory.LazyFunction(lambda: datetime.now(SHANGHAI).replace(hour=9, minute=0) - timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=3))
    hours = Decimal("3.0")


def attended(worker: Worker, hours: Any, day: date, **fields: Any) -> Attendance:
    """`worker` sat in a session of so many hours on `day`, noted the same evening. `division=` where posted that day."""
    starts = datetime.combine(day, time(9), SHANGHAI)
    district = Division.objects.get(code=codes.at_level(worker.division_id, "district"))
    session = fields.pop("session", None) or SessionFactory(division=district, starts_at=starts, hours=Decimal(hours))
    given = {
        "division": worker.division, "enrolled_at": starts, "recorded_at": starts, "attended": True,
        "hours": Decimal(hours), "held_at": starts, "noted_at": starts + timedelta(hours=9),
    }  # fmt: skip
    return Attendance.objects.create(session=session, worker=worker, **given | fields)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
