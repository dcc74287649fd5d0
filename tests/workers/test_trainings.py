"""Courses, places and attendance: the last place, who ticks whom, and corrections that leave past figures alone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import district_of_two_streets, member
from tests.factories.workers import SessionFactory, TrainingFactory, WorkerFactory, posted
from tests.marks import COMMITTED
from workers import selectors
from workers.actions import attendances, trainings
from workers.models import Attendance, Posting, Session, Training


@pytest.fixture
def session(place) -> Session:
    """The district's, of last week, twenty places."""
    return SessionFactory(division=place.district, capacity=20)


def slot(**given) -> dict:
    start = timezone.now() + timedelta(days=3)
    return {"starts_at": start, "ends_at": start + timedelta(hours=2), "hours": Decimal("2.0")} | given


def test_a_course_goes_from_plan_to_end(place, people):
    course = trainings.add_training(place.district, by=people.district, title="初任培训", kind="initial")
    with pytest.raises(ValidationError, match="还没有场次"):
        trainings.open_training(course, by=people.district)
    session = trainings.add_session(course, by=people.district, **slot(place="区委党校"))
    assert session.division == place.district
    course = trainings.open_training(course, by=people.district)
    with pytest.raises(ValidationError, match="没上完"):
        trainings.finish(course, by=people.district)
    Session.objects.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1))
    assert trainings.finish(course, by=people.district).state == Training.State.FINISHED
    with pytest.raises(StepRefused):
        trainings.add_session(course, by=people.district, **slot())


@pytest.mark.parametrize("who", ["staff", "clerk", "north", "south"])
def test_a_district_s_course_is_the_district_s_to_change(who, place, people):
    course, person = TrainingFactory(division=place.district), getattr(people, who)
    for act in (
        lambda: trainings.change_training(course, by=person, title="别的"),
        lambda: trainings.add_session(course, by=person, **slot()),
        lambda: trainings.cancel(course, by=person),
        lambda: trainings.add_training(place.district, by=person, title="别的"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Training.objects.visible_to(person).get() == course


def test_a_session_ends_after_it_starts_and_keeps_its_hours_once_noted(place, people, session, worker):
    with pytest.raises(ValidationError, match="结束时间要晚于开始时间"):
        trainings.change_session(session, by=people.district, ends_at=session.starts_at)
    attendances.enrol(session, worker, by=people.north)
    with pytest.raises(ValidationError, match="大于或等于"):
        trainings.change_session(session, by=people.district, hours=Decimal(0))
    attendances.note(session, present=[], by=people.north)
    with pytest.raises(StepRefused, match="已经签到"):
        trainings.change_session(session, by=people.district, hours=Decimal(5))


def test_a_street_enrols_its_own_and_nobody_else_s(session, worker, people, place):
    row = attendances.enrol(session, worker, by=people.north)
    assert row.division == place.north1
    with pytest.raises(ValidationError, match="已经报名"):
        attendances.enrol(session, worker, by=people.north)
    for person in (people.south, people.clerk, people.staff):
        with pytest.raises(PermissionDenied):
            attendances.enrol(session, WorkerFactory(division=place.north1), by=person)


def test_who_is_not_posted_that_day_takes_no_place(session, place, people):
    late = WorkerFactory(division=place.north1, posting__since=timezone.localdate())
    with pytest.raises(ValidationError, match="没有任职"):
        attendances.enrol(session, late, by=people.north)


def test_a_course_not_open_takes_nobody(place, people, worker):
    for state in ("planned", "finished", "cancelled"):
        session = SessionFactory(division=place.district, training__state=state)
        with pytest.raises(StepRefused, match="现在不能报名"):
            attendances.enrol(session, worker, by=people.north)


def test_a_full_session_says_so_and_a_place_given_up_is_free(place, people, worker):
    session = SessionFactory(division=place.district, capacity=1)
    row = attendances.enrol(session, worker, by=people.north)
    other = WorkerFactory(division=place.north1)
    with pytest.raises(StepRefused, match="1 个名额已满"):
        attendances.enrol(session, other, by=people.north)
    with pytest.raises(PermissionDenied):
        attendances.give_up(row, by=people.south)
    attendances.give_up(row, by=people.north)
    assert attendances.enrol(session, other, by=people.north).pk
    with pytest.raises(StepRefused):
        attendances.give_up(row, by=people.north)


def test_ticked_came_for_the_session_s_hours_and_the_others_did_not(session, people, place, worker):
    came = attendances.enrol(session, worker, by=people.north)
    absent = attendances.enrol(session, WorkerFactory(division=place.north1), by=people.north)
    assert attendances.note(session, present=[came.pk], by=people.district) == 1
    came.refresh_from_db()
    absent.refresh_from_db()
    assert (came.attended, came.hours, came.held_at) == (True, Decimal("3.0"), session.starts_at)
    assert (absent.attended, absent.hours) == (False, 0)


def test_a_street_ticks_its_own_only(session, people, place, worker):
    own = attendances.enrol(session, worker, by=people.north)
    other = attendances.enrol(session, WorkerFactory(division=place.south1), by=people.south)
    attendances.note(session, present=[own.pk, other.pk], by=people.north)
    other.refresh_from_db()
    assert other.attended is None
    with pytest.raises(PermissionDenied, match="签到的权限"):
        attendances.note(session, present=[own.pk], by=people.staff)
    with pytest.raises(ValidationError, match="没有由您签到的人"):
        attendances.note(SessionFactory(division=place.district), present=[], by=people.north)


def test_before_it_begins_nobody_came(place, people, worker):
    session = SessionFactory(division=place.district, starts_at=timezone.now() + timedelta(hours=1))
    attendances.enrol(session, worker, by=people.north)
    with pytest.raises(StepRefused, match="还没有开始"):
        attendances.note(session, present=[], by=people.north)


def test_hours_stand_where_the_worker_was_posted_that_day(session, people, place):
    """Enrolled from the new place before anybody knew that the transfer came later."""
    worker = WorkerFactory(division=place.north1)
    row = attendances.enrol(session, worker, by=people.north)
    day = timezone.localdate(session.starts_at)
    Posting.objects.filter(worker=worker).update(until=day, ending="moved", ended_at=timezone.now())
    posted(worker, division=place.south1, since=day)
    attendances.note(session, present=[row.pk], by=people.district)
    row.refresh_from_db()
    assert row.division == place.south1


def test_a_correction_is_entered_anew_and_an_earlier_cutoff_keeps_its_hours(session, people, place, worker):
    row, day = attendances.enrol(session, worker, by=people.north), timezone.localdate()
    attendances.note(session, present=[row.pk], by=people.north)
    cutoff = timezone.now()
    attendances.note(session, present=[], by=people.north)
    assert selectors.training_hours(place.north.code, day, cutoff).hours == Decimal(3)
    assert selectors.training_hours(place.north.code, day, timezone.now()).hours == 0
    again = Attendance.objects.standing().get()
    attendances.note(session, present=[again.pk], by=people.north)
    assert selectors.training_hours(place.north.code, day, timezone.now()).hours == Decimal(3)
    assert Attendance.objects.count() == 3


def test_noting_the_same_twice_changes_nothing(session, people, worker):
    row = attendances.enrol(session, worker, by=people.north)
    attendances.note(session, present=[row.pk], by=people.north)
    row.refresh_from_db()
    attendances.note(session, present=[row.pk], by=people.north)
    assert Attendance.objects.get().noted_at == row.noted_at


def test_what_was_held_is_not_cancelled(session, people, worker):
    row = attendances.enrol(session, worker, by=people.north)
    attendances.note(session, present=[row.pk], by=people.north)
    with pytest.raises(ValidationError, match="不能取消"):
        trainings.cancel(session.training, by=people.district)
    with pytest.raises(StepForbidden):
        trainings.cancel(session.training, by=people.north)


@COMMITTED
def test_of_many_who_take_the_last_place_one_gets_it(transactional_db, together):
    place = district_of_two_streets()
    people = SimpleNamespace(north=member(Role.SUBDISTRICT_ADMIN, of=place.north))
    session = SessionFactory(division=place.district, capacity=3)
    workers = [WorkerFactory(division=place.north1) for _ in range(12)]
    for worker in workers[:2]:
        attendances.enrol(session, worker, by=people.north)
    answers = together(lambda at: attendances.enrol(session, workers[2 + at], by=people.north), threads=10)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 9
    assert session.attendances.count() == 3
