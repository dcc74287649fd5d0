from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from governance.demo import seasons
from governance.demo.calendar import CLOSES, DAY, Calendar
from governance.demo.world import ident, shares
from governance.flow.workdays import add_workdays, is_workday
from indices.windows import SHANGHAI
from tests.demo.conftest import NOW


@pytest.fixture
def calendar():
    return Calendar.at(NOW)


def moment(calendar, seconds):
    return datetime.fromisoformat(calendar.text(seconds))


def test_history_ends_at_noon_so_that_two_loads_of_a_day_agree(calendar):
    assert Calendar.at(NOW.replace(hour=23)) == calendar
    assert moment(calendar, calendar.now) == NOW.replace(hour=12, minute=0)


def test_in_the_morning_history_ends_now():
    early = NOW.replace(hour=9)
    assert moment(Calendar.at(early), Calendar.at(early).now) == early


def test_the_oldest_scored_period_sees_a_whole_year(calendar):
    assert calendar.first <= datetime(2025, 11, 1, tzinfo=SHANGHAI).date() - timedelta(days=365)


def test_work_is_done_in_working_hours_and_keeps_its_order(calendar):
    moments = [calendar.at_work(n * 3571) for n in range(4000)]
    assert moments == sorted(set(moments))
    for one in moments[::50]:
        assert is_workday(calendar.day(one // DAY))
        assert 8.5 * 3600 <= one % DAY <= CLOSES


def test_the_close_of_business_stays_what_it_is(calendar):
    due = calendar.due(100 * DAY + 3600, 5)
    assert calendar.at_work(due) == due
    assert calendar.at_work(due - 1) < due


@pytest.mark.parametrize("days", [1, 3, 10])
def test_deadlines_are_those_of_the_product(calendar, days):
    for start in range(0, calendar.days * DAY, 3 * DAY + 5000):
        assert moment(calendar, calendar.due(start, days)) == add_workdays(moment(calendar, start), days)


def test_days_are_spread_over_the_history_by_season(calendar):
    days = calendar.spread(Random(1), 4000, "visits", lambda day: seasons.visiting(calendar, day))
    assert days == sorted(days)
    assert days[0] >= 0
    assert days[-1] < calendar.days
    at_weekends = sum(not is_workday(calendar.day(day)) for day in days)
    assert 0 < at_weekends < len(days) / 6


def test_spring_festival_is_quiet_and_rain_brings_leaks(calendar):
    def asked(day):
        return seasons.asking(calendar, "housing", (day - calendar.first).days, settled=True)

    festival, june, november = (date(2026, *day) for day in ((2, 17), (6, 17), (3, 18)))
    assert asked(festival) < asked(november) / 5 < asked(june) / 8


def test_ids_are_of_version_seven_and_carry_the_time(calendar):
    one = UUID(ident(Random(1), calendar, 5 * DAY))
    assert one.version == 7
    assert one == UUID(ident(Random(1), calendar, 5 * DAY))
    assert abs((one.int >> 80) / 1000 - moment(calendar, 5 * DAY).timestamp()) <= 1


def test_shares_add_up_to_the_total():
    assert sum(shares(14_000, [0.83, 1.2, 1.01] * 100)) == 14_000
