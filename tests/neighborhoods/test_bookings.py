"""Booking a room: the rules of time and place, who confirms, and one winner among many."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from governance.access.roles import Role
from governance.flow.machine import StepForbidden, StepRefused
from neighborhoods.actions import bookings, centers
from neighborhoods.models import Booking, OpeningHours
from neighborhoods.selectors.centers import taken
from tests.factories.access import district_of_two_streets, member
from tests.factories.centers import CenterFactory, RoomFactory
from tests.marks import COMMITTED

S = Booking.State


def at(hour: int, minute: int = 0, *, days: int = 1) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour, minute)))


@pytest.fixture
def staff(place):
    return member(Role.STAFF, of=place.north)


@pytest.fixture
def room(place):
    return RoomFactory(division=place.north)


@pytest.fixture
def book(place, clerk):
    """`book(room, 9, 11)` for the clerk's committee, tomorrow."""

    def act(room, begins=9, ends=11, *, by=clerk, division=None, days=1, **given):
        given = {"purpose": "合唱排练"} | given
        return bookings.book(
            room, by=by, division=division or place.north1, starts_at=at(begins, days=days), ends_at=at(ends, days=days), **given
        )  # fmt: skip

    return act


def test_a_booking_is_the_booking_committee_s_and_confirmed_at_once(place, room, book):
    booking = book(room)
    assert (booking.division, booking.state, booking.holder) == (place.north1, S.CONFIRMED, place.north1.name)


def test_a_room_that_asks_for_it_waits_for_the_center_s_word(place, book, staff, clerk):
    room = RoomFactory(division=place.north, needs_approval=True)
    booking = book(room)
    assert booking.state == S.REQUESTED
    with pytest.raises(StepForbidden, match="中心的管理单位"):
        bookings.confirm(booking, by=clerk)
    assert bookings.confirm(booking, by=staff).state == S.CONFIRMED
    assert book(room, 14, 15, by=staff, division=place.north).state == S.CONFIRMED


def test_a_declined_booking_frees_its_time(place, book, staff):
    room = RoomFactory(division=place.north, needs_approval=True)
    bookings.decline(book(room), by=staff, reason="当天设备检修")
    assert book(room).state == S.REQUESTED


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [((9, 11), (11, 12), True), ((9, 11), (8, 9), True), ((9, 11), (10, 12), False), ((9, 12), (10, 11), False)],
)
def test_bookings_may_touch_and_not_overlap(room, book, first, second, fits):
    book(room, *first)
    if fits:
        book(room, *second)
        return
    with pytest.raises(bookings.RoomTaken, match="这段时间已有人预约"):
        book(room, *second)
    assert Booking.objects.count() == 1


def test_another_room_at_the_same_time_is_another_matter(place, room, book):
    book(room)
    book(RoomFactory(division=place.north))
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"begins": 7, "ends": 9}, "开放时间是 08:00–20:00", id="before the doors open"),
        pytest.param({"begins": 19, "ends": 21}, "开放时间是 08:00–20:00", id="after the doors close"),
        pytest.param({"days": -1}, "已经过去", id="yesterday"),
        pytest.param({"days": 91}, "最多提前 90 天", id="too far ahead"),
        pytest.param({"heads": 31}, "最多容纳 30 人", id="too many heads"),
        pytest.param({"heads": 0}, "", id="nobody"),
        pytest.param({"begins": 11, "ends": 9}, "", id="ends before it begins"),
        pytest.param({"purpose": " "}, "", id="no purpose"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(room, book, given, said):
    with pytest.raises(ValidationError) as refused:
        book(room, **given)
    assert said in "".join(refused.value.messages)
    assert not Booking.objects.exists()


def test_a_weekday_without_hours_is_closed(room, book):
    OpeningHours.objects.filter(weekday=at(9).weekday()).update(active=False)
    with pytest.raises(ValidationError, match="不开放，请换一天"):
        book(room)


@pytest.mark.parametrize("how", ["room", "center"])
def test_what_is_out_of_use_cannot_be_booked(room, book, staff, how):
    if how == "room":
        centers.change_room(room, by=staff, active=False)
    else:
        centers.suspend(room.center, by=staff)
    with pytest.raises(ValidationError, match="现在不接受预约"):
        book(room)


def test_only_units_below_the_center_book_it_and_only_their_own_people(place, room, book, clerk):
    with pytest.raises(PermissionDenied):
        book(room, division=place.north2)
    south = member(Role.CLERK, of=place.south1)
    with pytest.raises(ValidationError, match="中心所在区划"):
        book(room, by=south, division=place.south1)


def test_used_once_it_began_and_cancelled_before(room, book, clerk):
    booking = book(room)
    with pytest.raises(StepRefused, match="还没有到"):
        bookings.use(booking, by=clerk)
    with pytest.raises(ValidationError, match="理由"):
        bookings.cancel(booking, by=clerk, reason=" ")
    Booking.objects.filter(pk=booking.pk).update(starts_at=at(9, days=-1), ends_at=at(11, days=-1))
    assert bookings.use(booking, by=clerk).state == S.USED
    with pytest.raises(StepRefused):
        bookings.cancel(booking, by=clerk, reason="来不了")


def test_a_cancelled_booking_frees_its_time(room, book, clerk):
    assert bookings.cancel(book(room), by=clerk, reason="来不了").reason == "来不了"
    book(room)


def test_a_neighbour_sees_the_times_and_not_whose_they_are(place, room, book, neighbour, staff):
    booking = book(room)
    [slot] = taken(neighbour, [room], timezone.localdate(), 7)[room.pk]
    assert (slot.starts_at, slot.what, slot.url) == (booking.starts_at, "", "")
    assert not Booking.objects.visible_to(neighbour).exists()
    [slot] = taken(staff, [room], timezone.localdate(), 7)[room.pk]
    assert slot.what == "合唱排练"


def test_a_center_with_bookings_ahead_is_not_closed(room, book, staff):
    book(room)
    with pytest.raises(ValidationError, match="还有 1 个"):
        centers.close(room.center, by=staff)


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    center = CenterFactory(division=place.north, open=True)
    clerks = [member(Role.CLERK, of=one) for one in (place.north1, place.north2)]
    return SimpleNamespace(place=place, room=RoomFactory(center=center), clerks=clerks)


@COMMITTED
def test_of_fifty_who_book_one_room_at_once_one_wins(site, many):
    """Half of them overlap by a quarter of an hour only; each thread has a connection of its own."""

    def one(number: int):
        clerk, unit = site.clerks[number % 2], (site.place.north1, site.place.north2)[number % 2]
        quarter = 15 * (number % 4)
        return bookings.book(
            site.room, by=clerk, division=unit, starts_at=at(10, quarter), ends_at=at(11, quarter), purpose=f"第 {number} 个"
        )  # fmt: skip

    answers = many(one, 50)
    assert sum(isinstance(answer, Booking) for answer in answers) == 1
    assert sum(isinstance(answer, bookings.RoomTaken) for answer in answers) == 49
    assert Booking.objects.count() == 1


@COMMITTED
def test_the_table_itself_refuses_what_goes_round_the_action(site):
    from django.db import IntegrityError, transaction

    given = {"room": site.room, "division": site.place.north1, "purpose": "一", "holder": "二", "state": S.CONFIRMED}
    Booking.objects.create(starts_at=at(10), ends_at=at(12), **given)
    with pytest.raises(IntegrityError, match="booking_holds_a_room_alone"), transaction.atomic():
        Booking.objects.create(starts_at=at(11), ends_at=at(13), **given)
    assert connection.is_usable()
