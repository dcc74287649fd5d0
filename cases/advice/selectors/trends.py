"""Weeks by category, and where this week stands out: early sensing of what people need.

A week is seven days up to and including today, so that today's figure is never of a week half over. The rule: this week's
cases K against the mean m of the eight weeks before. If cases came at random at that pace, K or more would happen with
probability P = 1 - sum(e^-m m^k / k!, k < K). It is told where P < 1 % and K >= 4; m is taken as at least 0.5, so that the first cases of
a quiet place are no alarm.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, IntegerField
from django.db.models.expressions import Func
from django.utils import timezone

from cases.models import Case
from cases.models.case import CaseQuerySet
from governance.access import codes
from governance.access.models import Division, User

BEFORE = 8
RARE, LEAST, FLOOR = 0.01, 4, 0.5


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `first`; `ago` counts back, 0 is this week."""

    ago: int
    first: date

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Half-open, in Shanghai."""
        start = timezone.make_aware(datetime.combine(self.first, time()))
        return start, timezone.make_aware(datetime.combine(self.first + timedelta(days=7), time()))


@dataclass(frozen=True, slots=True)
class Trend:
    """A category's cases week by week, the oldest first."""

    code: str
    name: str
    weeks: list[tuple[Week, int]]

    @property
    def total(self) -> int:
        return sum(cases for _, cases in self.weeks)


@dataclass(frozen=True, slots=True)
class Signal:
    """A street and category above its usual pace."""

    street: Division
    code: str
    name: str
    cases: int
    mean: float
    probability: float


def weeks(today: date) -> list[Week]:
    return [Week(ago, today - timedelta(days=7 * ago + 6)) for ago in range(BEFORE, -1, -1)]


def opened(user: User, code: str, week: Week | None = None, *, today: date | None = None) -> CaseQuerySet:
    """Cases of `code` (cut or full) that were opened in `week`, or in all nine."""
    known = weeks(today or timezone.localdate())
    low, high = week.span if week else (known[0].span[0], known[-1].span[1])
    return Case.objects.visible_to(user).standing().inside(code).filter(opened_at__gte=low, opened_at__lt=high)


def counted(user: User, code: str, today: date) -> dict[tuple[str, str, str, int], int]:
    """(street, category's code, its name, weeks ago) -> cases, in one query."""
    end = weeks(today)[-1].span[1]
    ago = Func(F("opened_at"), template=f"floor(extract(epoch from ('{end.isoformat()}'::timestamptz - %(expressions)s)) / 604800.000001)::int",
               output_field=IntegerField())  # fmt: skip
    rows = (
        opened(user, code, today=today).order_by().values_list("division_id", "category__code", "category__name", ago)
    )
    found: dict[tuple[str, str, str, int], int] = defaultdict(int)
    for division, category, name, weeks_ago, cases in rows.annotate(Count("pk")):
        found[codes.at_level(division, "subdistrict"), category, name, weeks_ago] += cases
    return found


def trends(found: dict[tuple[str, str, str, int], int], today: date) -> list[Trend]:
    """By category, the most frequent first."""
    by_category: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (_, category, name, ago), cases in found.items():
        by_category[category, name][ago] += cases
    known = weeks(today)
    lines = [Trend(code, name, [(week, by[week.ago]) for week in known]) for (code, name), by in by_category.items()]
    return sorted(lines, key=lambda line: (-line.total, line.code))


def signals(found: dict[tuple[str, str, str, int], int]) -> list[Signal]:
    """The most unusual first."""
    places: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * (BEFORE + 1))
    for (street, category, name, ago), cases in found.items():
        places[street, category, name][min(ago, BEFORE)] += cases
    streets = Division.objects.in_bulk({street for street, *_ in places})
    told = []
    for (street, category, name), by in places.items():
        mean = sum(by[1:]) / BEFORE
        rare = at_least(by[0], max(mean, FLOOR))
        if by[0] >= LEAST and rare < RARE and street in streets:
            told.append(Signal(streets[street], category, name, by[0], mean, rare))
    return sorted(told, key=lambda one: (one.probability, -one.cases))


def at_least(cases: int, mean: float) -> float:
    """P(X >= cases) of a Poisson variable."""
    term, below = math.exp(-mean), 0.0
    for number in range(cases):
        below += term
        term *= mean / (number + 1)
    return max(0.0, 1 - below)
