"""Activities from draft to evaluation, sign-up and check-in, and the last place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.flow.machine import StepForbidden, StepRefused
from neighborhoods.actions import activities, bookings, participations
from neighborhoods.models import Activity, Booking, Participation, Partner
from neighborhoods.selectors.activities import attendance, roster
from tests.factories.access import district_of_two_streets, member
from tests.factories.centers import ActivityFactory, BuildingGroupFactory, CenterFactory, PartnerFactory, RoomFactory
from tests.factories.neighborhoods import ResidentFactory
from tests.marks import COMMITTED
from tests.neighborhoods.test_bookings import at

S = Activity.State


@pytest.fixture
def staff(place):
    return member(Role.STAFF, of=place.north)


@pytest.fixture
def room(place):
    return RoomFactory(division=place.north)


@pytest.fixture
def draft(place, clerk, room):
    """Tomorrow from 14 to 16 in a room of the street's center."""
    return activities.add_activity(
        place.north1, by=clerk, title="邻里书场", starts_at=at(14), ends_at=at(16), room=room, capacity=2
    )


@pytest.fixture
def begun(place):
    return ActivityFactory(division=place.north1, begun=True)


def test_publishing_books_the_room_and_cancelling_frees_it(draft, room, clerk):
    assert draft.center == room.center
    published = activities.publish(draft, by=clerk)
    assert (published.booking.state, published.booking.room, published.booking.heads) == ("confirmed", room, 2)
    cancelled = activities.cancel(published, by=clerk, reason="老师来不了")
    assert (cancelled.state, cancelled.booking) == (S.CANCELLED, None)
    assert Booking.objects.get().state == "cancelled"


def test_publishing_is_refused_when_somebody_else_has_the_room(place, draft, room, staff, clerk):
    bookings.book(room, by=staff, division=place.north, starts_at=at(15), ends_at=at(17), purpose="会议")
    with pytest.raises(bookings.RoomTaken):
        activities.publish(draft, by=clerk)
    draft.refresh_from_db()
    assert draft.state == S.DRAFT


def test_a_new_time_is_booked_anew_and_the_old_one_freed(draft, clerk):
    published = activities.publish(draft, by=clerk)
    moved = activities.change_activity(published, by=clerk, starts_at=at(9), ends_at=at(10))
    moved.refresh_from_db()
    assert moved.booking.starts_at == at(9)
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["cancelled", "confirmed"]


def test_the_booking_of_an_activity_is_cancelled_with_the_activity_only(draft, clerk):
    published = activities.publish(draft, by=clerk)
    with pytest.raises(StepRefused, match="请到活动里"):
        bookings.cancel(published.booking, by=clerk, reason="换地方")


def test_an_activity_of_the_past_is_not_published(place, clerk):
    with pytest.raises(ValidationError, match="已经过去"):
        activities.publish(ActivityFactory(division=place.north1, starts_at=at(9, days=-1)), by=clerk)


def test_more_places_than_the_room_holds_are_refused(place, clerk, room):
    with pytest.raises(ValidationError, match="最多容纳 30 人"):
        activities.add_activity(
            place.north1, by=clerk, title="书场", starts_at=at(9), ends_at=at(10), room=room, capacity=31
        )
    assert not Activity.objects.exists()


@pytest.mark.parametrize("what", ["center", "group", "partner"])
def test_what_belongs_to_another_committee_is_refused(place, clerk, what):
    made = {"center": CenterFactory, "group": BuildingGroupFactory, "partner": PartnerFactory}[what](
        division=place.north2
    )
    with pytest.raises(ValidationError, match="本区划或上级"):
        activities.add_activity(place.north1, by=clerk, title="书场", starts_at=at(9), ends_at=at(10), **{what: made})


def test_a_clerk_plans_for_the_own_committee_only(place, clerk):
    for unit in (place.north, place.north2):
        with pytest.raises(PermissionDenied):
            activities.add_activity(unit, by=clerk, title="书场", starts_at=at(9), ends_at=at(10))
    with pytest.raises(StepForbidden):
        activities.publish(ActivityFactory(division=place.north), by=clerk)


def test_held_once_it_began_with_who_came_and_who_gave_no_name(place, begun, clerk):
    participations.walk_in(begun, ResidentFactory(division=place.north1), by=clerk)
    held = activities.hold(begun, by=clerk, guests=3)
    assert (held.state, attendance(held).present) == (S.HELD, 4)
    done = activities.evaluate(held, by=clerk, rating=5, summary="来的人多")
    assert done.state == S.EVALUATED
    with pytest.raises(StepRefused, match="不能再改"):
        activities.change_activity(done, by=clerk, title="别名")


def test_what_nobody_came_to_was_not_held(begun, clerk):
    with pytest.raises(ValidationError, match="没有人签到"):
        activities.hold(begun, by=clerk)
    with pytest.raises(StepForbidden, match="还没有开始"):
        activities.hold(ActivityFactory(division=begun.division, published=True), by=clerk, guests=5)


@pytest.mark.parametrize(
    ("state", "step", "given"),
    [("published", "publish", {}), ("draft", "hold", {"guests": 1}), ("published", "evaluate", {"rating": 5, "summary": "好"}),
     ("held", "cancel", {"reason": "不办"}), ("evaluated", "cancel", {"reason": "不办"}), ("cancelled", "publish", {})],
)  # fmt: skip
def test_a_step_out_of_turn_is_refused(place, clerk, state, step, given):
    row = ActivityFactory(division=place.north1, state=state, held_at=timezone.now(), starts_at=at(9, days=-1))
    with pytest.raises(StepRefused):
        activities.STEPS[step](row, by=clerk, **given)


@pytest.mark.parametrize(("rating", "summary"), [(0, "好"), (6, "好"), (5, " ")])
def test_an_evaluation_needs_a_mark_and_words(place, clerk, rating, summary):
    row = ActivityFactory(division=place.north1, state="held", held_at=timezone.now())
    with pytest.raises(ValidationError):
        activities.evaluate(row, by=clerk, rating=rating, summary=summary)


def test_a_resident_signs_up_in_the_own_division(place, clerk, resident, staff):
    street = ActivityFactory(division=place.north, published=True)
    signed = participations.sign_up(street, resident, by=clerk)
    assert signed.division == place.north1
    assert list(roster(clerk, street)) == list(roster(staff, street)) == [signed]


def test_a_neighbour_sees_the_number_and_not_the_names(place, neighbour, clerk, resident):
    street = ActivityFactory(division=place.north, published=True)
    participations.sign_up(street, resident, by=clerk)
    assert not roster(neighbour, street)
    assert attendance(street).signed == 1
    with pytest.raises(PermissionDenied):
        participations.sign_up(street, ResidentFactory(division=place.north1), by=neighbour)


def test_nobody_signs_up_twice_nor_into_what_is_not_open(place, clerk, resident):
    activity = ActivityFactory(division=place.north1, published=True)
    participations.sign_up(activity, resident, by=clerk)
    with pytest.raises(ValidationError, match="已经报名"):
        participations.sign_up(activity, resident, by=clerk)
    with pytest.raises(StepRefused, match="不接受报名"):
        participations.sign_up(ActivityFactory(division=place.north1), resident, by=clerk)


def test_who_moved_out_or_lives_elsewhere_is_refused(place, staff, resident):
    inner = ActivityFactory(division=place.north2, published=True, open_to_all=False)
    with pytest.raises(ValidationError, match="只面向本区划"):
        participations.sign_up(inner, resident, by=staff)
    resident.until = timezone.localdate()
    resident.save()
    with pytest.raises(ValidationError, match="已经迁出"):
        participations.sign_up(ActivityFactory(division=place.north, published=True), resident, by=staff)


def test_full_is_full_for_sign_up_and_not_at_the_door(place, begun, clerk):
    Activity.objects.filter(pk=begun.pk).update(capacity=1)
    participations.sign_up(begun, ResidentFactory(division=place.north1), by=clerk)
    with pytest.raises(StepRefused, match="名额已满"):
        participations.sign_up(begun, ResidentFactory(division=place.north1), by=clerk)
    participations.walk_in(begun, ResidentFactory(division=place.north1), by=clerk)
    assert attendance(begun).came == 1


def test_a_cancelled_place_goes_to_the_next(place, clerk, resident):
    activity = ActivityFactory(division=place.north1, published=True, capacity=1)
    place_taken = participations.sign_up(activity, resident, by=clerk)
    participations.cancel_sign_up(place_taken, by=clerk)
    participations.sign_up(activity, ResidentFactory(division=place.north1), by=clerk)
    with pytest.raises(StepRefused):
        participations.cancel_sign_up(place_taken, by=clerk)


def test_check_in_opens_two_hours_before_and_happens_once(place, begun, clerk, resident):
    signed = participations.sign_up(begun, resident, by=clerk)
    for when in (begun.starts_at - timedelta(hours=3), timezone.now() + timedelta(hours=1)):
        with pytest.raises(StepRefused, match="两小时"):
            participations.arrive(signed, by=clerk, at=when)
    came = participations.arrive(signed, by=clerk, at=begun.starts_at)
    assert came.checked_in_at == begun.starts_at < came.noted_at
    with pytest.raises(StepRefused, match="已经签到"):
        participations.arrive(signed, by=clerk)
    with pytest.raises(StepRefused):
        participations.cancel_sign_up(came, by=clerk)


def test_a_slip_of_the_thumb_is_undone_and_stays_known(begun, clerk, resident):
    came = participations.walk_in(begun, resident, by=clerk)
    fresh = participations.undo_arrival(came, by=clerk)
    assert attendance(begun).came == 0
    assert (fresh.checked_in_at, fresh.signed_up_at) == (None, came.signed_up_at)
    kept = Participation.objects.get(pk=came.pk)
    assert None not in (kept.withdrawn_at, kept.checked_in_at)


def test_a_partner_s_code_is_checked(place, clerk):
    with pytest.raises(ValidationError, match="校验位不对"):
        activities.add_partner(place.north1, by=clerk, name="某公司", kind="enterprise", uscc="91310110MA1G000000")
    assert not Partner.objects.exists()
    partner = activities.add_partner(place.north1, by=clerk, name="某学校", kind="school")
    assert not activities.change_partner(partner, by=clerk, active=False).active


@COMMITTED
def test_of_twenty_who_want_the_last_place_one_gets_it(transactional_db, many):
    place = district_of_two_streets()
    clerk = member(Role.CLERK, of=place.north1)
    activity = ActivityFactory(division=place.north1, published=True, capacity=1)
    people = ResidentFactory.create_batch(20, division=place.north1)
    answers = many(lambda number: participations.sign_up(activity, people[number], by=clerk), 20)
    assert sum(isinstance(answer, Participation) for answer in answers) == 1
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19


@pytest.mark.parametrize("field", ["title", "description", "organiser", "place"])
def test_what_everybody_reads_holds_no_telephone(field, place, clerk):
    given = {"title": "邻里书场", "starts_at": at(14), "ends_at": at(16)} | {field: "报名打 13800001234"}
    with pytest.raises(ValidationError, match="不要写证件号和电话"):
        activities.add_activity(place.north1, by=clerk, **given)
    assert not Activity.objects.exists()
