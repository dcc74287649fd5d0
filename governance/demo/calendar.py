"""Time of the demo: whole seconds since the first midnight of its history (Shanghai keeps one offset all year).

Work is done from 8:30 to 17:00 on working days; `at_work` moves any moment there without changing the order of two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cached_property
from itertools import accumulate
from random import Random

from django.utils import timezone

from governance.flow.workdays import is_workday
from indices.windows import SHANGHAI, midnight, period_of

DAY, HOUR, MINUTE = 86_400, 3_600, 60
OPENS, SETTLED, CLOSES = 8 * HOUR + 30 * MINUTE, 8 * HOUR + 50 * MINUTE, 17 * HOUR
YEAR, AHEAD = 365, 90
PERIODS = 12
NOON = clock_time(12)


@dataclass(frozen=True)
class Calendar:
    """`today` and `now` bound what has happened; the first period that is scored sees a full year before its end."""

    first: date
    today: date
    now: int
    weights: dict[str, list[float]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def at(cls, moment: datetime) -> Calendar:
        """History ends at noon of the day, so that loads of one day agree; before noon it ends at `moment`."""
        local = moment.astimezone(SHANGHAI)
        oldest = period_of(moment).shifted(-PERIODS)
        first = oldest.end - timedelta(days=YEAR + 3)
        end = min(local, datetime.combine(local.date(), NOON, tzinfo=SHANGHAI))
        return cls(first, local.date(), int((end - midnight(first)).total_seconds()))

    @property
    def days(self) -> int:
        """Days of history, today included."""
        return (self.today - self.first).days + 1

    @cached_property
    def zero(self) -> datetime:
        start = datetime.combine(self.first, clock_time.min)
        return start.replace(tzinfo=timezone.get_fixed_timezone(8 * 60))

    @cached_property
    def milliseconds(self) -> int:
        return int(self.zero.timestamp()) * 1000

    @cached_property
    def workdays(self) -> list[int]:
        return [n for n in range(-30, self.days + AHEAD) if is_workday(self.first + timedelta(days=n))]

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def text(self, seconds: int) -> str:
        return (self.zero + timedelta(seconds=seconds)).isoformat()

    def due(self, start: int, working_days: int) -> int:
        """As `governance.flow.workdays.add_workdays`, at the close of business."""
        return self.workdays[bisect_right(self.workdays, start // DAY) + working_days - 1] * DAY + CLOSES

    def at_work(self, moment: int) -> int:
        """The working moment for `moment`; strictly increasing, and the close of business stays what it is."""
        day, second = divmod(moment, DAY)
        at = bisect_right(self.workdays, day)
        works = self.workdays[at - 1] == day
        if works and OPENS <= second <= CLOSES:
            return day * DAY + SETTLED + (second - OPENS) * (CLOSES - SETTLED) // (CLOSES - OPENS)
        coming = day if works and second < OPENS else self.workdays[at]
        before = self.workdays[at - (2 if coming == day else 1)] * DAY + CLOSES
        night = coming * DAY + OPENS - before
        return coming * DAY + OPENS + (moment - before) * (SETTLED - OPENS) // night

    def working_day(self, day: int) -> int:
        """`day`, or the last working day before it."""
        return self.workdays[bisect_right(self.workdays, day) - 1]

    def spread(self, rng: Random, count: int, name: str, weight: Callable[[int], float]) -> list[int]:
        """`count` days in order, one from each equal share of the weighted time: seasons without clusters."""
        if name not in self.weights:
            self.weights[name] = list(accumulate(weight(n) for n in range(self.days)))
        sums = self.weights[name]
        return [bisect_right(sums, sums[-1] * (n + rng.random()) / count) for n in range(count)]
