"""Working days of the mainland calendar, make-up days and a place's own days included, and deadlines counted in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar
from django.utils import timezone

from governance.access import codes
from governance.flow.models import SpecialDay

CLOSING = time(17, 0)


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Beyond the years that the calendar knows, Monday to Friday; recomputed once it knows them."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The national calendar with the `special` days of one place. Read anew for each action, so that an edit counts at once."""

    special: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        return self.special.get(day, is_workday(day))

    def add(self, start: datetime, days: int) -> datetime:
        """The close of business `days` working days after `start` (aware; counted in Shanghai)."""
        day = timezone.localtime(start).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_workday(day)
        return timezone.make_aware(datetime.combine(day, CLOSING))

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative if `end` lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


NATIONAL = Calendar()


def calendar_of(division: str) -> Calendar:
    """The calendar of the division with this code, in one query."""
    return calendars_of([division])[division]


def calendars_of(divisions: Iterable[str]) -> dict[str, Calendar]:
    """The same for many divisions, still in one query. Of several words about one day the nearest division's counts."""
    lines = {code: [*reversed(codes.ancestors(code)), code] for code in divisions}
    rows = SpecialDay.objects.filter(withdrawn_at=None, division__in={code for line in lines.values() for code in line})
    said: dict[str, dict[date, bool]] = {}
    for division, day, working in rows.order_by().values_list("division_id", "day", "working"):
        said.setdefault(division, {})[day] = working
    return {
        code: Calendar({day: working for above in line for day, working in said.get(above, {}).items()})
        for code, line in lines.items()
    }


def add_workdays(start: datetime, days: int, division: str = "") -> datetime:
    """As `Calendar.add`, by the calendar of `division` (one query) or the national one."""
    return (calendar_of(division) if division else NATIONAL).add(start, days)


def workdays_between(start: date, end: date, division: str = "") -> int:
    """As `Calendar.between`, by the calendar of `division` (one query) or the national one."""
    return (calendar_of(division) if division else NATIONAL).between(start, end)
