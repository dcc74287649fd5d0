from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.web.deadlines import remaining

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 14, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "tone", "text"),
    [
        pytest.param(NOW - timedelta(days=2, hours=5), "over", "超期 2 天", id="whole days are rounded down"),
        pytest.param(NOW - timedelta(hours=3), "over", "超期 3 小时", id="less than a day in hours"),
        pytest.param(NOW - timedelta(seconds=1), "over", "超期 1 分钟", id="a moment late is late"),
        pytest.param(NOW, "soon", "剩 1 分钟", id="due this very moment is not late"),
        pytest.param(NOW + timedelta(minutes=59), "soon", "剩 59 分钟", id="the last hour in minutes"),
        pytest.param(NOW + timedelta(hours=1, minutes=59), "soon", "剩 1 小时", id="hours are rounded down"),
        pytest.param(datetime(2026, 11, 19, 17, tzinfo=SHANGHAI), "soon", "明天 17:00", id="tomorrow by the clock"),
        pytest.param(datetime(2026, 11, 24, 17, tzinfo=SHANGHAI), "muted", "11-24 17:00", id="later by date"),
        pytest.param(datetime(2027, 1, 5, 9, tzinfo=SHANGHAI), "muted", "2027-01-05 09:00", id="another year is named"),
        pytest.param(date(2026, 11, 18), "soon", "今天到期", id="a day is due until its end"),
        pytest.param(date(2026, 11, 19), "soon", "明天到期", id="the day after"),
        pytest.param(date(2026, 11, 16), "over", "超期 2 天", id="a day gone by"),
        pytest.param(date(2026, 11, 21), "muted", "11-21", id="a day to come"),
    ],
)
def test_what_is_left(when, tone, text):
    left = remaining(when, now=NOW)
    assert (left.tone, left.text) == (tone, text)


def test_days_are_counted_in_shanghai_whatever_the_zone_of_the_moment():
    late_evening = datetime(2026, 11, 18, 23, 30, tzinfo=SHANGHAI)
    after_midnight = datetime(2026, 11, 18, 16, 30, tzinfo=ZoneInfo("UTC"))
    assert remaining(after_midnight, now=late_evening).text == "明天 00:30"


def test_the_exact_time_is_kept_for_the_title():
    left = remaining(NOW - timedelta(days=2), now=NOW)
    assert (left.exact, left.iso) == ("2026-11-16 14:05", "2026-11-16T14:05:00+08:00")
