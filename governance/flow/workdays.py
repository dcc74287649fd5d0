"""Working days of the mainland calendar, make-up days included, and deadlines counted in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar
from django.utils import timezone

CLOSING = time(17, 0)


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Beyond the years that the calendar knows, Monday to Friday; recomputed once it knows them."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_workdays(start: datetime, days: int) -> datetime:
    """The close of business `days` working days after `start` (aware; counted in Shanghai)."""
    day = timezone.localtime(start).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_workday(day)
    return timezone.make_aware(datetime.combine(day, CLOSING))


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative if `end` lies before."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
