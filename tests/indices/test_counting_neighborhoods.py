"""Activities, centers, building groups, joint meetings, 社区云: each indicator against records counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from governance.access import codes
from indices.indicators import indicator
from indices.observing import observe
from tests.factories.access import DivisionFactory
from tests.factories.counted import activity, adult, came, center, group, meeting, onboarding, partner, whole_months
from tests.factories.indices import at, households
from tests.indices.counting import WINDOW, figure

AFTER = at("2026-11-02 09:00")


@pytest.fixture
def homes(place):
    return households(place.north1, 60)


# ZZ-B6 社区云上云率


@pytest.mark.parametrize(
    ("span", "counts"),
    [
        pytest.param({"since": date(2026, 10, 31)}, 1, id="since the last day"),
        pytest.param({"since": date(2026, 11, 1)}, 0, id="since the day after"),
        pytest.param({"until": date(2026, 10, 31), "ended_at": at("2026-10-31 10:00")}, 0, id="left on the last day"),
        pytest.param({"until": date(2026, 10, 1), "ended_at": AFTER}, 1, id="left, but told after the period"),
        pytest.param({"recorded_at": AFTER}, 0, id="recorded after the period"),
        pytest.param({"withdrawn_at": at("2026-10-30 10:00")}, 0, id="withdrawn within the period"),
        pytest.param({"withdrawn_at": AFTER}, 1, id="withdrawn after the period"),
    ],
)
def test_households_on_the_cloud_are_those_known_on_the_last_day(place, homes, span, counts):
    onboarding(homes[0])
    onboarding(homes[1], **span)
    assert figure("ZZ-B6", place) == (1 + counts, 60)


# ZZ-G3 睦邻楼组活跃率


def test_a_named_group_is_active_with_an_activity_held_within_180_days(place):
    active, late, told_late, quiet = (group(place.north1) for _ in range(4))
    group(place.north1, state="candidate", named_on=None, named_at=None)
    group(place.north1, named_at=AFTER)
    group(place.north1, state="dissolved", until=date(2026, 10, 1), ended_at=at("2026-10-01 10:00"))
    dissolved_later = group(place.north1, state="dissolved", until=date(2026, 10, 1), ended_at=AFTER)
    activity(place.north1, "2026-05-05 00:00", group=active)
    activity(place.north1, "2026-05-04 23:59:59", group=late)
    activity(place.north1, "2026-10-20 10:00", group=told_late, held_at=AFTER)
    activity(place.north1, "2026-10-20 10:00", group=quiet, held_at=None, state="published")
    activity(place.north1, "2026-10-20 10:00", group=dissolved_later)
    assert figure("ZZ-G3", place) == (2, 5)


# GZ-B6 三驾马车联席会议运行率


def test_months_without_a_meeting_stand_in_the_denominator(place):
    for month in whole_months():
        meeting(place.north1, month, "2026-10-20 19:00" if month.month in (1, 2, 3) else "")
    meeting(place.north1, date(2025, 10, 1), "2025-10-20 19:00")
    meeting(place.north1, date(2026, 11, 1), "2026-11-01 19:00", recorded_at=at("2026-10-31 09:00"))
    meeting(place.north1, date(2026, 5, 1), "2026-05-20 19:00", kind="property")
    assert figure("GZ-B6", place) == (3, 12)


def test_a_meeting_noted_after_the_period_was_not_known_then(place):
    meeting(place.north1, date(2026, 9, 1), "2026-09-20 19:00", noted_at=AFTER)
    meeting(place.north1, date(2026, 10, 1), "2026-10-20 19:00", withdrawn_at=AFTER)
    meeting(place.north1, date(2026, 8, 1), "2026-08-20 19:00", withdrawn_at=at("2026-10-01 09:00"))
    assert figure("GZ-B6", place) == (1, 2)


# GZ-G1 共建单位活跃密度


def test_distinct_partners_are_counted_anew_at_each_level(place):
    for committee in (place.north1, place.north2, place.south1):
        households(committee, 60)
    shared, own, idle = partner(place.district), partner(place.north1), partner(place.north1)
    for committee in (place.north1, place.north2, place.south1):
        for day in ("2026-10-01 10:00", "2026-10-02 10:00"):
            activity(committee, day, partner=shared)
    activity(place.north1, "2026-10-03 10:00", partner=own)
    activity(place.north, "2026-10-03 10:00", partner=own)
    activity(place.north1, "2026-05-04 23:59", partner=idle)
    at_level = {
        one.division: (one.numerator, one.denominator)
        for one in observe([indicator("GZ-G1")], place.district.code, WINDOW)
    }
    assert at_level == {
        place.north1.code: (2, 60), place.north2.code: (1, 60), place.south1.code: (1, 60),
        place.north.code: (2, 120), place.south.code: (1, 60), place.district.code: (2, 180),
    }  # fmt: skip
    rows = indicator("GZ-G1").records(WINDOW, "numerator", *codes.within(place.north.code))
    assert set(rows) == {shared, own}


def test_a_density_is_per_thousand_and_needs_its_minimum(place, homes):
    activity(place.north1, "2026-10-03 10:00", partner=partner(place.district))
    found = {one.division: one for one in observe([indicator("GZ-G1")], place.district.code, WINDOW)}
    assert found[place.north1.code].value == round(1000 / 60, 10)
    households(place.north2, 49)
    again = {one.division: one for one in observe([indicator("GZ-G1")], place.district.code, WINDOW)}
    assert (again[place.north2.code].status, again[place.north2.code].value) == ("insufficient", None)


# GZ-G4 多元主体办活动占比, DZ-B5 月均活动场次


def test_activities_count_by_who_organised_them(place):
    house = center(place.north1)
    for kind in ("government", "social", "enterprise", "residents", "volunteers"):
        activity(place.north1, "2026-10-03 10:00", center=house, organiser_kind=kind)
    activity(place.north1, "2026-10-03 10:00", organiser_kind="residents")
    activity(place.north1, "2026-10-03 10:00", center=house, organiser_kind="residents", held_at=AFTER)
    activity(
        place.north1, "2026-10-03 10:00", center=house, organiser_kind="residents", withdrawn_at=at("2026-10-30 09:00")
    )
    assert figure("GZ-G4", place) == (5, 6)


def test_activities_count_where_the_center_is_and_without_one_nothing_applies(place):
    house = center(place.north)
    for day in range(1, 25):
        activity(place.north1, f"2026-09-{day:02d} 10:00", center=house)
    center(place.north, until=date(2026, 10, 1), ended_at=at("2026-10-01 10:00"))
    found = {one.division: one for one in observe([indicator("DZ-B5")], place.district.code, WINDOW)}
    assert found[place.north1.code].status == "not_applicable"
    street = found[place.north.code]
    assert (street.numerator, street.denominator, street.value, street.shrunk) == (24, 1, 2.0, False)
    assert found[place.district.code].value == 2.0


def test_one_center_is_no_sample_and_does_not_lean_on_the_street(place):
    for committee, count in ((place.north1, 12), (place.north2, 24)):
        house = center(committee)
        for day in range(1, count + 1):
            activity(committee, f"2026-09-{day:02d} 10:00", center=house)
    found = {one.division: one for one in observe([indicator("DZ-B5")], place.district.code, WINDOW)}
    assert [found[one.code].value for one in (place.north1, place.north2, place.north)] == [1.0, 2.0, 1.5]


# FZ-G3 法治文化活动覆盖广度, DZ-G3 家风文明活动参与广度


@pytest.mark.parametrize(("code", "theme"), [("FZ-G3", "law"), ("DZ-G3", "virtue")])
def test_residents_who_came_count_once_where_they_live(place, homes, code, theme):
    people = [adult(home) for home in homes[:6]]
    moved = adult(homes[6], until=date(2026, 10, 1), ended_at=at("2026-10-01 10:00"))
    next_door = adult(households(place.north2, 1)[0])
    first, second = (activity(place.north1, f"2026-10-0{day} 10:00", theme=theme) for day in (1, 2))
    other = activity(place.north1, "2026-10-03 10:00", theme="culture")
    for one in (first, second):
        came(people[0], one)
    came(people[1], first, withdrawn_at=at("2026-10-05 10:00"))
    came(people[2], first, checked_in_at=None, noted_at=None)
    came(people[3], first, noted_at=AFTER)
    came(people[4], other)
    came(moved, first)
    came(next_door, first)
    assert figure(code, place) == (1, 6)
    assert figure(code, place, place.north2) == (1, 1)
    assert figure(code, place, place.north) == (2, 7)


def test_the_next_district_is_not_counted(place):
    far = DivisionFactory(code="310112001001", level="committee")
    activity(far, "2026-10-03 10:00", center=center(far))
    assert figure("DZ-B5", place, place.district) == (Decimal(0), Decimal(0))
