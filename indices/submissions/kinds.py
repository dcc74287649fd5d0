"""Indicators that are reported by hand, month by month. The figures of a period count the whole months before it: so each
month can be reported, checked and returned while the period runs, and only what the street had passed at the cutoff counts.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Model, QuerySet

from governance.access.models import Division
from indices.indicators.base import Indicator, Part, Side, grouped
from indices.indicators.kinds import Ratio
from indices.submissions.models import Submission
from indices.windows import Period, Window, midnight, period_of

MONTH = 30  # days, as windows are told in
Level = Division.Level
CHECKED = "上报指标：次月 10 日前由居委报送，街道审核通过后计入，区每月随机抽查；抽查不通过的不再计入。"


def last_month(window: Window) -> Period:
    """The newest month that counts: the one before the window's."""
    return period_of(midnight(window.day)).shifted(-1)


class Reported(Indicator):
    """Both numbers are asked for. `asks` labels what is asked, `levels` says whose work it is, `stock` that the newest
    value stands until it is changed (for `days` days, or without end if that is 0).
    """

    reported = True
    model: type[Model] = Submission
    above_model: type[Model] = Submission
    resource = above_resource = "submissions"
    summed: tuple[Side, ...] = ("numerator", "denominator")
    levels: tuple[str, ...] = (Level.COMMITTEE,)
    asks: tuple[
        str, ...
    ]  # the form's labels of numerator and denominator; only the first where a register holds the other
    hint = ""
    part_of_whole = True  # may the numerator not exceed the denominator?
    most: int | None = None  # the largest numerator of one division
    survey = False  # numerator is a sum of scores, denominator the number of answers; their deviation is asked for too
    stock = False

    @property
    def months(self) -> int:
        return self.days // MONTH

    @property
    def asks_denominator(self) -> bool:
        return len(self.asks) > 1

    def oldest(self, newest: Period) -> str:
        return newest.shifted(1 - self.months).code if self.months else ""

    def counted(self, window: Window) -> QuerySet[Submission]:
        """Exactly the submissions behind both numbers, as known at the window's cutoff."""
        return self.counted_at(window.cutoff, last_month(window))

    def counted_at(self, cutoff: datetime, newest: Period) -> QuerySet[Submission]:
        found = Submission.objects.counting(cutoff).filter(
            indicator=self.code, period__gte=self.oldest(newest), period__lte=newest.code
        )
        if not self.stock:
            return found.order_by()
        latest = found.order_by("division_id", "-period").distinct("division_id")
        return Submission.objects.filter(pk__in=latest.values("pk")).order_by()

    def part(self, window: Window, side: Side) -> Part:
        return Part(self.counted(window), F(side))

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        above, below = self.part(window, "numerator"), self.part(window, "denominator")
        return grouped(above.within(low, high), F("division_id"), above.total(), below.total())


class ReportedRatio(Reported, Ratio):
    """Only the numerator is asked for; the denominator is in a register, and of those divisions alone that reported.
    Say `register`, the register's rows, and `place`, their path to the division.
    """

    part_of_whole = False
    summed = ("numerator",)
    place = "division_id"

    def register(self, window: Window) -> Part:
        raise NotImplementedError

    def part(self, window: Window, side: Side) -> Part:
        return self.above(window) if side == "numerator" else self.below(window)

    def above(self, window: Window) -> Part:
        return Part(self.counted(window), F("numerator"))

    def below(self, window: Window) -> Part:
        part = self.register(window)
        told = self.counted(window).values("division_id")
        return Part(part.rows.filter(**{f"{part.place}__in": told}), part.amount, part.place)

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        return Ratio.statement(self, window, low, high)
