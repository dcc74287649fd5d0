"""The kinds of indicators: a share of rows, a mean over rows, a ratio of two sorts of rows, a density of distinct bodies."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Expression, F, QuerySet
from django.db.models.functions import Left

from governance.access.codes import CUTS
from indices.indicators.base import NOTHING, Indicator, Part, Side, grouped
from indices.windows import Window

SCORED = ("district", "subdistrict", "committee")


class Share(Indicator):
    """Rows, and a condition that makes some of them the numerator. Say `rows` and `counted`."""

    parted = True
    apart: bool = False  # few of many rows: the numerator is found faster by a statement's second branch

    def rows(self, window: Window) -> QuerySet:
        """The rows of the denominator, as known at the window's cutoff."""
        raise NotImplementedError

    def counted(self, window: Window) -> Any:
        """The condition under which a row also counts for the numerator."""
        raise NotImplementedError

    def part(self, window: Window, side: Side) -> Part:
        rows = self.rows(window)
        if side == "denominator":
            return Part(rows)
        condition = self.counted(window)
        return Part(rows.filter(condition) if side == "numerator" else rows.exclude(condition))

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        """A bare EXISTS is counted by a second branch: as a WHERE it is a join, in FILTER it is asked row by row, and
        by one process alone.
        """
        rows, condition = Part(self.rows(window)).within(low, high), self.counted(window)
        if not self.apart and not isinstance(condition, Exists):
            return grouped(rows, F("division_id"), Count("pk", filter=condition), Count("pk"))
        every = grouped(rows, F("division_id"), NOTHING, Count("pk"))
        return every.union(grouped(rows.filter(condition), F("division_id"), Count("pk"), NOTHING), all=True)


class Mean(Indicator):
    """Rows, and an amount of each that is added up. Say `rows` and `amount`."""

    summed = ("numerator",)

    def rows(self, window: Window) -> QuerySet:
        raise NotImplementedError

    def amount(self, window: Window) -> Expression:
        raise NotImplementedError

    def part(self, window: Window, side: Side) -> Part:
        return Part(self.rows(window), self.amount(window) if side == "numerator" else None)

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        above, below = self.part(window, "numerator"), self.part(window, "denominator")
        return grouped(below.within(low, high), F("division_id"), above.total(), below.total())

    def resource_of(self, side: Side) -> str:
        return self.resource

    def models(self) -> tuple[type[Any], ...]:
        return (self.model,)


class Ratio(Indicator):
    """A numerator from other rows than the denominator: a density, hours a head. Say `above` and `below`."""

    def above(self, window: Window) -> Part:
        raise NotImplementedError

    def below(self, window: Window) -> Part:
        raise NotImplementedError

    def part(self, window: Window, side: Side) -> Part:
        return self.above(window) if side == "numerator" else self.below(window)

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        return self._above(window, low, high).union(self._below(window, low, high), all=True)

    def _above(self, window: Window, low: str, high: str) -> QuerySet:
        part = self.above(window)
        return grouped(part.within(low, high), F(part.place), part.total(), NOTHING)

    def _below(self, window: Window, low: str, high: str) -> QuerySet:
        part = self.below(window)
        return grouped(part.within(low, high), F(part.place), NOTHING, part.total())


class Distinct(Ratio):
    """Distinct bodies behind events over a denominator that adds up. A body active in two committees is one in their
    street: so the numerator is counted anew at each level, under the significant digits of each unit's code.
    """

    additive = False
    body: str  # the events' path to whom they count for

    def events(self, window: Window) -> QuerySet:
        raise NotImplementedError

    def records(self, window: Window, side: Side, low: str, high: str) -> QuerySet:
        if side == "denominator":
            return super().records(window, side, low, high)
        active = Part(self.events(window)).within(low, high).values(self.body)
        return self.above_model.objects.filter(pk__in=active)

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        events = Part(self.events(window)).within(low, high)
        at_levels = [
            grouped(events, Left("division_id", CUTS[level]), Count(self.body, distinct=True), NOTHING)
            for level in SCORED
        ]
        return self._below(window, low, high).union(*at_levels, all=True)
