"""Time as the index counts it: periods of Shanghai's calendar, and what a figure of a period may look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

SHANGHAI = ZoneInfo("Asia/Shanghai")


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, `2026-10`."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", self.code):
            raise ValidationError(f"期间“{self.code}”不对，请写成 2026-10。")

    @property
    def first(self) -> date:
        return date(int(self.code[:4]), int(self.code[5:]), 1)

    @property
    def end(self) -> date:
        """The first day after the period."""
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def label(self) -> str:
        return f"{self.first.year} 年 {self.first.month} 月"

    def shifted(self, months: int) -> Period:
        index = self.first.year * 12 + self.first.month - 1 + months
        return Period(f"{index // 12:04d}-{index % 12 + 1:02d}")

    def is_over(self, now: datetime) -> bool:
        return now.astimezone(SHANGHAI).date() >= self.end

    def window(self, now: datetime) -> Window:
        """What the period's figures look at: all of it once it is over, up to the coming midnight while it runs.

        Raises ValidationError for a period that has not begun.
        """
        today = now.astimezone(SHANGHAI).date()
        if today < self.first:
            raise ValidationError(f"{self.label}还没有开始，不能计算。")
        if self.is_over(now):
            return Window(midnight(self.end), midnight(self.end), midnight(self.end))
        return Window(midnight(today + timedelta(days=1)), midnight(today), now)


def period_of(moment: datetime) -> Period:
    return Period(moment.astimezone(SHANGHAI).strftime("%Y-%m"))


@dataclass(frozen=True, slots=True)
class Window:
    """`as_of` is the exclusive end of what is counted, `cutoff` that of what had been recorded; figures keyed on a due
    date take what was due before `due_until`. While a period runs, `cutoff` is the moment it was computed: so the rows
    behind a figure are the same rows later in the day.
    """

    as_of: datetime
    due_until: datetime
    cutoff: datetime

    @property
    def day(self) -> date:
        """The last day counted."""
        return (self.as_of - timedelta(seconds=1)).astimezone(SHANGHAI).date()

    def since(self, days: int) -> datetime:
        return self.as_of - timedelta(days=days)

    def first(self, days: int) -> date:
        """The first of the last `days` days counted."""
        return self.since(days).astimezone(SHANGHAI).date()

    def due_since(self, days: int) -> datetime:
        return self.due_until - timedelta(days=days)
