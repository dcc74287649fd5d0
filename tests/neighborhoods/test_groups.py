"""睦邻楼组, 上云 door by door, and the monthly joint meetings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import JobRun
from neighborhoods.actions import groups, meetings
from neighborhoods.jobs import plan_meetings
from neighborhoods.models import BuildingGroup, JointMeeting, Onboarding
from tests.factories.access import DivisionFactory, member
from tests.factories.centers import BuildingGroupFactory, JointMeetingFactory, OnboardingFactory
from tests.factories.neighborhoods import BuildingFactory, HouseholdFactory
from tests.marks import COMMITTED

TODAY = timezone.localdate
MONTH = date(2026, 10, 1)


def test_a_group_is_over_buildings_of_its_estate(building, clerk):
    group = groups.add_group(building.estate, by=clerk, name="和睦楼组", buildings=[building])
    assert (group.state, list(group.buildings.all())) == ("candidate", [building])
    with pytest.raises(ValidationError, match="这个小区的楼栋"):
        groups.change_group(group, by=clerk, buildings=[BuildingFactory(division=building.division)])
    with pytest.raises(ValidationError, match="这个小区的楼栋"):
        groups.add_group(building.estate, by=clerk, name="别的楼组", buildings=[])
    assert BuildingGroup.objects.count() == 1


def test_a_group_is_named_reviewed_and_dissolved_with_dates(place, clerk):
    group = BuildingGroupFactory(division=place.north1)
    named = groups.name_group(group, by=clerk, on=TODAY() - timedelta(days=9))
    assert named.named_at is not None
    with pytest.raises(ValidationError, match="不能晚于今天"):
        groups.review(named, by=clerk, on=TODAY() - timedelta(days=10))
    reviewed = groups.review(named, by=clerk)
    gone = groups.dissolve(reviewed, by=clerk)
    assert (gone.state, gone.until, gone.ended_at is not None) == ("dissolved", TODAY(), True)
    with pytest.raises(StepRefused):
        groups.name_group(gone, by=clerk)
    with pytest.raises(StepRefused, match="已经撤销"):
        groups.change_group(gone, by=clerk, name="再来")


@pytest.mark.parametrize("step", groups.STEPS)
def test_a_neighbour_and_the_street_s_staff_take_no_step(place, neighbour, step):
    group = BuildingGroupFactory(division=place.north1)
    for person in (neighbour, member(Role.STAFF, of=place.north)):
        with pytest.raises(StepForbidden):
            groups.STEPS[step](group, by=person)


def test_a_household_is_in_the_cloud_once_at_a_time(household, clerk, neighbour):
    span = groups.onboard(household, by=clerk, since=TODAY() - timedelta(days=5))
    with pytest.raises(ValidationError, match="已经上云"):
        groups.onboard(household, by=clerk)
    with pytest.raises(PermissionDenied):
        groups.end_onboarding(span, by=neighbour)
    ended = groups.end_onboarding(span, by=clerk)
    assert ended.until == TODAY()
    with pytest.raises(StepRefused):
        groups.end_onboarding(ended, by=clerk)
    groups.onboard(household, by=clerk)
    assert Onboarding.objects.count() == 2


@pytest.mark.parametrize("fault", ["tomorrow", "closed"])
def test_a_household_of_tomorrow_or_of_the_past_is_refused(household, clerk, fault):
    if fault == "closed":
        household.until = TODAY()
        household.save()
    with pytest.raises(ValidationError):
        groups.onboard(household, by=clerk, since=TODAY() + timedelta(days=fault == "tomorrow"))
    assert not Onboarding.objects.exists()


def test_a_building_is_ticked_in_one_go(building, clerk):
    stays, leaves, comes = (HouseholdFactory(division=building.division, building=building) for _ in range(3))
    elsewhere = HouseholdFactory(division=building.division)
    for home in (stays, leaves):
        OnboardingFactory(division=building.division, household=home)
    assert groups.onboard_building(building, by=clerk, doors=[stays, comes, elsewhere]) == (1, 1)
    assert set(Onboarding.objects.current().values_list("household", flat=True)) == {stays.pk, comes.pk}


def test_each_month_every_standing_committee_of_a_working_district_gets_one_meeting(place, clerk):
    other = DivisionFactory(code="310104000000", name="徐汇区", level="district", parent=place.city)
    DivisionFactory(code="310104001001", name="别区居委会", level="committee", parent=other)
    DivisionFactory(
        code="310110009099", name="旧居委会", level="committee", parent=place.north, valid_until=date(2025, 1, 1)
    )
    assert [meetings.plan_all(MONTH), meetings.plan_all(MONTH)] == [3, 0]
    planned = set(JointMeeting.objects.values_list("division_id", "month", "kind"))
    assert planned == {(one.code, MONTH, "troika") for one in (place.north1, place.north2, place.south1)}


def test_a_page_plans_the_own_committees_only(place, clerk, viewer):
    assert [meetings.plan_own(MONTH, by=clerk), meetings.plan_own(MONTH, by=clerk)] == [1, 0]
    assert JointMeeting.objects.get().division == place.north1
    with pytest.raises(PermissionDenied):
        meetings.plan_own(MONTH, by=viewer)


@COMMITTED
def test_the_clock_plans_a_month_once_however_often_it_strikes(transactional_db):
    from tests.factories.access import district_of_two_streets

    place = district_of_two_streets()
    member(Role.CLERK, of=place.north1)
    for _ in range(2):
        plan_meetings("2026-10")
    assert JointMeeting.objects.count() == 3
    assert JobRun.objects.get(job="neighborhoods.plan_meetings").result == {"planned": 3}


def test_a_meeting_is_held_then_followed_up(place, clerk):
    meeting = JointMeetingFactory(division=place.north1)
    held = meetings.hold(
        meeting, by=clerk, held_at=timezone.now(), committee=True, property_firm=True, resolution="换门禁"
    )
    assert (held.state, held.noted_at is not None) == ("resolved", True)
    with pytest.raises(ValidationError, match="落实情况"):
        meetings.track(held, by=clerk, outcome=" ")
    assert meetings.track(held, by=clerk, outcome="已换").state == "tracked"
    assert [event.verb for event in Event.objects.all()].count("joint_meeting.hold") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [({"committee": False}, "两方到会"), ({"resolution": ""}, "议定事项"), ({"days": 1}, "不能晚于现在"), ({"days": -400}, "早于这个月份")],
)  # fmt: skip
def test_a_meeting_without_two_sides_words_or_a_right_day_is_refused(place, clerk, given, said):
    meeting = JointMeetingFactory(division=place.north1)
    asked = {"committee": True, "owners": True, "resolution": "换门禁", "days": 0} | given
    with pytest.raises(ValidationError, match=said):
        meetings.hold(meeting, by=clerk, held_at=timezone.now() + timedelta(days=asked.pop("days")), **asked)
    meeting.refresh_from_db()
    assert meeting.state == "convened"


def test_a_meeting_out_of_turn_or_of_a_neighbour_is_refused(place, clerk, neighbour):
    meeting = JointMeetingFactory(division=place.north1)
    with pytest.raises(StepRefused):
        meetings.track(meeting, by=clerk, outcome="好")
    with pytest.raises(StepForbidden):
        meetings.hold(meeting, by=neighbour, held_at=timezone.now(), committee=True, owners=True, resolution="好")


def test_other_meetings_are_of_a_committee_and_not_ahead(place, clerk):
    assert meetings.convene(place.north1, by=clerk, kind="property", month=TODAY()).month == TODAY().replace(day=1)
    with pytest.raises(ValidationError, match="以后月份"):
        meetings.convene(place.north1, by=clerk, kind="reception", month=TODAY() + timedelta(days=40))
    with pytest.raises(ValidationError, match="现有的居委"):
        meetings.convene(place.north, by=member(Role.SUBDISTRICT_ADMIN, of=place.north), kind="property", month=TODAY())
