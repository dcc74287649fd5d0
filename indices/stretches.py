"""Months in a row that one report tells of: a quarter, half a year, a year. A single month is a `Period`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models

from indices.windows import Period, Window, period_of


class Kind(models.TextChoices):
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    HALF = "half", "半年报"
    YEAR = "year", "年报"


PATTERNS = {
    Kind.MONTH: r"^\d{4}-\d\d$", Kind.QUARTER: r"^\d{4}-Q\d$", Kind.HALF: r"^\d{4}-H\d$", Kind.YEAR: r"^\d{4}$",
}  # fmt: skip
"""The codes of each kind, as the database compares them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`2026-Q3`, `2026-H1` or `2026`. It is read as a `Period` is: first, end, label, window."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"20\d\d(-Q[1-4]|-H[12])?", self.code):
            raise ValidationError(f"期间“{self.code}”不对，请写成 2026、2026-H1、2026-Q3 或 2026-10。")

    @property
    def months(self) -> tuple[Period, ...]:
        long = {"": 12, "H": 6, "Q": 3}[self.code[5:6]]
        january = Period(f"{self.code[:4]}-01")
        first = january.shifted(long * (int(self.code[6:] or 1) - 1))
        return tuple(first.shifted(later) for later in range(long))

    @property
    def first(self) -> date:
        return self.months[0].first

    @property
    def end(self) -> date:
        return self.months[-1].end

    @property
    def label(self) -> str:
        part = {"": "", "H": "上下", "Q": "一二三四"}[self.code[5:6]][int(self.code[6:] or 1) - 1 :][:1]
        return f"{self.code[:4]} 年" + {"": "", "H": f"{part}半年", "Q": f"第{part}季度"}[self.code[5:6]]

    def is_over(self, now: datetime) -> bool:
        return self.months[-1].is_over(now)

    def window(self, now: datetime) -> Window:
        """As of its end, or of today while it runs. Raises ValidationError for one that has not begun."""
        today = period_of(now).code
        return Period(min(max(today, self.months[0].code), self.months[-1].code)).window(now)


def span_named(code: str) -> Period | Stretch:
    """Raises ValidationError for what is neither a month nor several."""
    return Period(code) if re.fullmatch(r"20\d\d-\d\d", code) else Stretch(code)


def months_of(period: Period | Stretch) -> tuple[Period, ...]:
    return period.months if isinstance(period, Stretch) else (period,)


def kind_of(code: str) -> Kind:
    return {"": Kind.YEAR, "H": Kind.HALF, "Q": Kind.QUARTER}.get(code[5:6], Kind.MONTH)


def running(now: datetime) -> dict[Kind, Stretch]:
    """The quarter, the half and the year that `now` lies in."""
    month = period_of(now).first
    return {
        Kind.QUARTER: Stretch(f"{month.year}-Q{(month.month + 2) // 3}"),
        Kind.HALF: Stretch(f"{month.year}-H{(month.month + 5) // 6}"),
        Kind.YEAR: Stretch(f"{month.year}"),
    }


def earlier(stretch: Stretch, steps: int) -> list[Stretch]:
    """`stretch` and so many before it, newest first."""
    found = [stretch]
    for _ in range(steps):
        month = found[-1].months[0].shifted(-1)
        code = {"": f"{month.code[:4]}", "H": f"{month.code[:4]}-H{(month.first.month + 5) // 6}",
                "Q": f"{month.code[:4]}-Q{(month.first.month + 2) // 3}"}[stretch.code[5:6]]  # fmt: skip
        found.append(Stretch(code))
    return found
