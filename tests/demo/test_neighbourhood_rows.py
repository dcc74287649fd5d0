"""What the demo has of centers, activities, building groups, meetings and 社区云."""

from __future__ import annotations

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

from neighborhoods.models import (
    Activity,
    Booking,
    BuildingGroup,
    Center,
    JointMeeting,
    Onboarding,
    Opening,
    Participation,
    Partner,
    Room,
)
from tests.demo.conftest import NOW

pytestmark = pytest.mark.django_db

OF_EACH = [Activity, Booking, Participation, BuildingGroup, Onboarding, JointMeeting, Partner]
ALL = [*OF_EACH, Center, Opening, Room]


@pytest.mark.parametrize("model", OF_EACH)
def test_every_committee_has_some(demo, model):
    assert {one.code for one in demo.committees} <= set(model.objects.values_list("division", flat=True))


@pytest.mark.parametrize("model", ALL)
def test_rows_are_valid_by_their_models(demo, model):
    for row in model.objects.order_by("?")[:15]:
        row.full_clean(validate_unique=False)


def test_centers_stand_in_the_district_its_streets_and_some_committees(demo):
    assert set(Center.objects.values_list("division__level", flat=True)) == {"district", "subdistrict", "committee"}
    for one in Center.objects.annotate(
        rooms_=Count("rooms", distinct=True),
        offers=Count("services", distinct=True),
        days=Count("hours__weekday", distinct=True),
    ):
        assert 2 <= one.rooms_ <= 4
        assert 6 <= one.offers <= 10
        assert one.days == 7
        assert one.openings.filter(until=None).count() == 1


def test_every_state_theme_and_organiser_of_activities_occurs(demo):
    assert set(Activity.objects.values_list("state", flat=True)) == set(Activity.State.values)
    assert set(Activity.objects.values_list("theme", flat=True)) == set(Activity.Theme.values)
    assert set(Activity.objects.values_list("organiser_kind", flat=True)) == set(Activity.Organiser.values)
    assert Activity.objects.exclude(partner=None).exists()
    assert Activity.objects.exclude(group=None).exists()


def test_an_activity_in_a_center_has_its_room_for_its_time(demo):
    inside = Activity.objects.exclude(center=None)
    assert inside.exists()
    assert not inside.exclude(booking__starts_at=F("starts_at"), booking__ends_at=F("ends_at")).exists()
    assert not inside.exclude(room=F("booking__room"), center=F("booking__room__center")).exists()
    assert not inside.exclude(state="cancelled").filter(booking__state="cancelled").exists()


def test_rooms_are_booked_for_no_activity_too_and_some_wait_for_an_answer(demo):
    assert Booking.objects.filter(activity=None).exists()
    assert set(Booking.objects.values_list("state", flat=True)) == set(Booking.State.values)


def test_each_committee_holds_something_today_tomorrow_and_later(demo):
    today = timezone.localdate(NOW)
    for one in demo.committees:
        days = set(
            Activity.objects.filter(division=one, starts_at__date__gte=today).values_list("starts_at__date", flat=True)
        )
        assert {(day - today).days for day in days} >= {0, 1, 3}


def test_residents_come_from_their_own_committee_and_once_to_each_activity(demo):
    assert not Participation.objects.exclude(resident__division=F("division")).exists()
    twice = Participation.objects.filter(withdrawn_at=None).values("activity", "resident").annotate(n=Count("pk"))
    assert not twice.filter(n__gt=1).exists()
    assert not Participation.objects.filter(checked_in_at__gt=NOW).exists()
    assert not Participation.objects.exclude(checked_in_at=None).exclude(withdrawn_at=None).exists()


def test_a_group_acts_only_after_it_was_named(demo):
    named = BuildingGroup.objects.exclude(state="candidate")
    assert not Activity.objects.filter(group__in=named, starts_at__date__lt=F("group__named_on")).exists()
    assert not Activity.objects.filter(group__state="candidate").exists()
    assert not BuildingGroup.objects.exclude(buildings__estate=F("estate")).exists()


def test_every_committee_has_a_meeting_row_for_every_month(demo):
    months = JointMeeting.objects.values_list("month", flat=True).distinct().count()
    per_committee = JointMeeting.objects.values("division").annotate(n=Count("pk"))
    assert {one["n"] for one in per_committee} == {months}
    assert months >= 24
    missed = JointMeeting.objects.filter(held_at=None)
    assert 0 < missed.count() < JointMeeting.objects.count() / 2
    assert not JointMeeting.objects.filter(Q(held_at__gt=NOW) | Q(noted_at__gt=NOW)).exists()


def test_about_half_of_the_households_are_in_the_cloud_and_more_each_year(demo):
    now = Onboarding.objects.filter(until=None).count()
    assert 0.3 < now / 452 < 0.85
    assert Onboarding.objects.filter(since__lt=NOW.date().replace(year=2025)).count() < now * 0.9
