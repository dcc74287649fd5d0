"""How much of each kind happens on a day: weekdays, holidays, Spring Festival, rain, heat, typhoons, school."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar

from governance.demo.calendar import Calendar
from governance.flow.workdays import is_workday

BY_MONTH = {
    #           Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec
    "housing":  (.9,  .6,  .9,  .9, 1.0, 1.9, 1.8, 1.3, 1.2,  .8,  .7,  .7),
    "elderly":  (1.3, .8, 1.0,  .9,  .9,  .9, 1.4, 1.4,  .9, 1.2, 1.0, 1.2),
    "medical":  (1.4, .9, 1.0,  .9,  .9,  .8, 1.1, 1.1,  .9,  .9, 1.1, 1.3),
    "streets":  (.8,  .7,  .9, 1.0, 1.1, 1.2, 1.4, 1.4, 1.1,  .9,  .9,  .8),
    "hazard":   (1.1, 1.1, .9,  .9,  .9, 1.0, 1.2, 1.2, 1.1,  .8, 1.0, 1.1),
    "jobs":     (.6,  .8, 1.6, 1.2,  .9, 1.2, 1.5, 1.0,  .9,  .8,  .7,  .6),
    "children": (.7,  .6,  .9,  .9, 1.0, 1.3, 1.4, 1.8, 1.3,  .8,  .7,  .7),
}  # fmt: skip
FLAT = (1.0,) * 12
TYPHOONS = ((7, 24), (8, 11), (9, 15), (10, 2))
"""Month and first day of spells of three days."""


def weekly(day: date) -> float:
    """Offices are nearly still at weekends, and stiller on holidays."""
    if is_workday(day):
        return 1.0
    return 0.08 if _festival(day) else 0.25


def visiting(calendar: Calendar, number: int) -> float:
    day = calendar.day(number)
    heat = 0.75 if day.month in (7, 8) else 1.0
    return weekly(day) * (0.5 if _near_festival(day) else heat)


def asking(calendar: Calendar, category: str, number: int, *, settled: bool) -> float:
    """Weight of a case of `category`. Unless `settled`, use of the portal grows over its first 300 days."""
    day = calendar.day(number)
    weight = weekly(day) * BY_MONTH.get(category, FLAT)[day.month - 1]
    if category in ("hazard", "housing", "streets") and any(
        day.month == m and d <= day.day < d + 3 for m, d in TYPHOONS
    ):
        weight *= 2.5
    if _near_festival(day):
        weight *= 0.75
    if number > calendar.days - 15:
        weight *= 1.3
    return weight * (1.0 if settled else min(1.0, 0.45 + number / 545))


@lru_cache(maxsize=4096)
def _festival(day: date) -> bool:
    """Spring Festival's days off; False beyond the years that the calendar knows."""
    try:
        return chinese_calendar.get_holiday_detail(day) == (True, chinese_calendar.Holiday.spring_festival.value)
    except NotImplementedError:
        return False


@lru_cache(maxsize=4096)
def _near_festival(day: date) -> bool:
    return any(_festival(date.fromordinal(day.toordinal() + n)) for n in (-6, -3, 0, 3, 6))


def gathering(calendar: Calendar, number: int) -> float:
    """Activities and service shifts: weekends as much as weekdays, few around Spring Festival."""
    day = calendar.day(number)
    return (
        (0.15 if _near_festival(day) else 1.0)
        * (0.8 if day.month in (1, 2) else 1.0)
        * (0.6 if day.weekday() == 0 else 1.0)
    )


def serving(calendar: Calendar, number: int) -> float:
    """As `gathering`; more of it each month, as the stations grow."""
    return gathering(calendar, number) * (0.4 + 1.2 * number / calendar.days)
