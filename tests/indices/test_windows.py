"""Months are Shanghai's; a running month looks up to the coming midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from indices.windows import Period, period_of
from tests.factories.indices import at

OCTOBER = Period("2026-10")


def test_a_month_begins_and_ends_at_midnight_in_shanghai():
    assert (OCTOBER.first, OCTOBER.end) == (date(2026, 10, 1), date(2026, 11, 1))
    assert OCTOBER.window(at("2026-11-05 08:00")).as_of == datetime(2026, 10, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        pytest.param(datetime(2026, 10, 31, 15, 59, tzinfo=UTC), "2026-10", id="one minute before midnight"),
        pytest.param(
            datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "2026-11", id="midnight in Shanghai, still October in UTC"
        ),
    ],
)
def test_the_period_of_a_moment_is_counted_in_shanghai(moment, period):
    assert period_of(moment).code == period


def test_a_period_is_over_at_midnight_and_not_a_second_before():
    assert not OCTOBER.is_over(at("2026-10-31 23:59:59"))
    assert OCTOBER.is_over(at("2026-11-01 00:00"))


def test_a_finished_period_looks_at_all_of_it_whenever_it_is_asked():
    window = OCTOBER.window(at("2026-11-01 00:00"))
    assert window == OCTOBER.window(at("2027-03-01 12:00"))
    assert (window.as_of, window.cutoff, window.due_until) == (at("2026-11-01 00:00"),) * 3
    assert window.day == date(2026, 10, 31)


def test_a_running_period_counts_to_the_coming_midnight_what_is_known_now_and_was_due_before_today():
    now = at("2026-10-20 14:05")
    window = OCTOBER.window(now)
    assert (window.as_of, window.due_until, window.cutoff) == (at("2026-10-21 00:00"), at("2026-10-20 00:00"), now)
    assert window.day == date(2026, 10, 20)


def test_a_period_that_has_not_begun_is_refused():
    with pytest.raises(ValidationError, match="还没有开始"):
        OCTOBER.window(at("2026-09-30 23:59"))


@pytest.mark.parametrize(("months", "code"), [(-1, "2026-09"), (-10, "2025-12"), (3, "2027-01"), (0, "2026-10")])
def test_months_shift_over_years(months, code):
    assert OCTOBER.shifted(months).code == code


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "202610", "1999-01", "2026-00", "十月", ""])
def test_nonsense_is_no_period(text):
    with pytest.raises(ValidationError, match="请写成 2026-10"):
        Period(text)
