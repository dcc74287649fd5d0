"""Volunteers and their hours: each indicator against records counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from governance.access import codes
from indices.indicators import indicator
from indices.observing import observe
from tests.factories.counted import adult, hours, recognition, volunteer
from tests.factories.indices import at, households
from tests.indices.counting import WINDOW, figure

AFTER = at("2026-11-02 09:00")
OCTOBER_5 = date(2026, 10, 5)


@pytest.fixture
def homes(place):
    return households(place.north1, 60)


# DZ-B2 注册志愿者占比


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({"birth_date": date(2008, 10, 31)}, (1, 2), id="eighteen on the last day"),
        pytest.param({"birth_date": date(2008, 11, 1)}, (0, 1), id="eighteen the day after"),
        pytest.param({"birth_date": None}, (0, 1), id="age not known"),
        pytest.param({"until": date(2026, 10, 1), "ended_at": at("2026-10-01 09:00")}, (0, 1), id="moved out"),
    ],
)
def test_adults_and_the_volunteers_among_them(place, homes, fields, counts):
    adult(homes[0])
    volunteer(place.north1, adult(homes[1], **fields))
    volunteer(place.north1)  # no resident: counted nowhere here
    assert figure("DZ-B2", place) == counts


@pytest.mark.parametrize(
    ("span", "counts"),
    [
        pytest.param({"since": date(2026, 11, 1)}, 0, id="registered the day after"),
        pytest.param({"until": date(2026, 10, 31), "ended_at": at("2026-10-31 09:00")}, 0, id="quit on the last day"),
        pytest.param({"until": date(2026, 10, 1), "ended_at": AFTER}, 1, id="quit, but told after the period"),
        pytest.param({"recorded_at": AFTER}, 0, id="recorded after the period"),
    ],
)
def test_volunteers_are_those_known_on_the_last_day(place, homes, span, counts):
    volunteer(place.north1, adult(homes[0]), **span)
    assert figure("DZ-B2", place) == (counts, 1)
    assert figure("DZ-B3", place) == (0, counts)


# DZ-B3 志愿者年人均服务时长


def test_hours_are_what_the_ledger_held_at_the_end(place):
    one, idle = volunteer(place.north1), volunteer(place.north1)
    hours(one, date(2025, 11, 1), 60)
    hours(one, date(2025, 10, 31), 1000)
    hours(one, date(2026, 10, 31), 30)
    hours(one, date(2026, 11, 1), 1000)
    hours(one, date(2026, 10, 30), 500, booked="2026-11-01 00:00")
    hours(one, date(2026, 9, 1), 120)
    hours(one, date(2026, 9, 1), -120, booked="2026-10-02 09:00")
    hours(one, date(2026, 9, 1), 90, booked="2026-10-02 09:01")
    hours(idle, date(2026, 9, 1), 45)
    hours(idle, date(2026, 9, 1), -45, booked="2026-10-02 09:00")
    assert figure("DZ-B3", place) == (60 + 30 + 90, 2)
    (row,) = indicator("DZ-B3").records(WINDOW, "numerator", *codes.within(place.north1.code))
    assert (row, row.served) == (one, 180)


def test_nobody_counts_for_more_than_300_hours_a_year(place):
    busy, usual = volunteer(place.north1), volunteer(place.north1)
    for month in range(1, 10):
        hours(busy, date(2026, month, 1), 60 * 50)
    hours(usual, OCTOBER_5, 600)
    assert figure("DZ-B3", place) == (300 * 60 + 600, 2)
    for _ in range(18):
        volunteer(place.north1)
    found = next(
        one for one in observe([indicator("DZ-B3")], place.district.code, WINDOW) if one.division == place.district.code
    )
    assert found.value == round(310 / 20, 10)


def test_hours_of_who_quit_do_not_count_and_who_quits_later_still_does(place):
    gone = volunteer(place.north1, until=date(2026, 10, 10), ended_at=at("2026-10-10 09:00"))
    going = volunteer(place.north1, until=date(2026, 10, 10), ended_at=AFTER)
    for one in (gone, going):
        hours(one, OCTOBER_5, 60)
    assert figure("DZ-B3", place) == (60, 1)


# FZ-G1 法律明白人活跃密度, DZ-G2 睦邻达人活跃率


def test_the_named_are_active_with_hours_left_within_180_days(place, homes):
    active, long_ago, reversed_, idle, former = (volunteer(place.north1) for _ in range(5))
    for one in (active, long_ago, reversed_, idle):
        recognition(one, "talent")
        recognition(one, "legal")
    for title in ("talent", "legal"):
        recognition(former, title, until=date(2026, 10, 1), ended_at=at("2026-10-01 09:00"))
    for one in (active, former):
        hours(one, date(2026, 5, 5), 60)
    hours(long_ago, date(2026, 5, 4), 60)
    hours(reversed_, OCTOBER_5, 60)
    hours(reversed_, OCTOBER_5, -60)
    assert figure("DZ-G2", place) == (1, 4)
    assert figure("FZ-G1", place) == (1, 60)


def test_a_title_told_after_the_period_is_none_and_one_taken_after_it_still_is(place, homes):
    late, taken = volunteer(place.north1), volunteer(place.north1)
    recognition(late, "talent", recorded_at=AFTER)
    recognition(taken, "talent", until=date(2026, 10, 1), ended_at=AFTER)
    for one in (late, taken):
        hours(one, OCTOBER_5, 60)
    assert figure("DZ-G2", place) == (1, 1)


# DZ-G1 邻里互助参与度


def test_residents_who_help_their_neighbours_count_once_where_they_live(place, homes):
    helper, elsewhere, other_theme, undone = (adult(home) for home in homes[:4])
    mine, theirs, not_mutual, reversed_ = (
        volunteer(place.north1, one) for one in (helper, elsewhere, other_theme, undone)
    )
    for day in (1, 2, 3):
        hours(mine, date(2026, 10, day), 60, theme="mutual")
    hours(theirs, date(2025, 10, 31), 60, theme="mutual")
    hours(not_mutual, OCTOBER_5, 60, theme="elders")
    hours(reversed_, OCTOBER_5, 60, theme="mutual")
    hours(reversed_, OCTOBER_5, -60, theme="mutual")
    hours(volunteer(place.north1), OCTOBER_5, 60, theme="mutual")  # no resident of the district
    assert figure("DZ-G1", place) == (1, 4)
