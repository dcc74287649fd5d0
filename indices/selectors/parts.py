"""Counts of a unit by the units right below it, with what the unit filed itself (本级) and the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Left, TruncMonth

from governance.access import codes
from governance.access.models import Division
from indices.reports.content import Cell, Column, Table
from indices.stretches import Stretch
from indices.windows import Period, Window, midnight

LEVELS = list(codes.CUTS)


@dataclass(frozen=True, slots=True)
class Flow:
    """Rows of a span that each happen at a moment, or on a day, of their own; `amount` is added up, None: they are counted."""

    column: Column
    rows: QuerySet
    when: str
    amount: Any = None
    divided: int = 1

    def by_month(self, rows: QuerySet) -> dict[str, float]:
        months = rows.order_by().annotate(month_=TruncMonth(self.when)).values("month_")
        found = months.annotate(amount_=self.amount or Count("pk")).values_list("month_", "amount_")
        return {f"{month:%Y-%m}": _plain(amount or 0, self.divided) for month, amount in found}


def _plain(amount: Any, divided: int) -> float:
    return amount if isinstance(amount, int) and divided == 1 else float(amount) / divided


@dataclass(frozen=True, slots=True)
class Span:
    """A unit, its parts as they stood on the last day, and the time that is counted: from `first` to `window.as_of`."""

    unit: Division
    parts: tuple[Division, ...]
    period: Period | Stretch
    first: datetime
    window: Window

    @classmethod
    def of(cls, unit: Division, period: Period | Stretch, now: datetime) -> Span:
        """While the period runs, up to `now`. Raises ValidationError for one that has not begun."""
        window = period.window(now)
        inside = Division.objects.within(unit.code).on(window.day).exclude(pk=unit.pk)
        at = LEVELS.index(unit.level) + 1
        below = inside.filter(level=LEVELS[at]).order_by("code") if at < len(LEVELS) else Division.objects.none()
        return cls(unit, tuple(below), period, midnight(period.first), window)

    @property
    def months(self) -> tuple[Period, ...]:
        """Those of a stretch that have begun; none of a report of one month."""
        asked = self.period.months if isinstance(self.period, Stretch) else ()
        return tuple(one for one in asked if one.first <= self.window.day)

    @property
    def cut(self) -> int:
        """Digits that tell one part from another."""
        at = LEVELS.index(self.unit.level) + 1
        return codes.CUTS[LEVELS[min(at, len(LEVELS) - 1)]]

    def during(self, field: str) -> dict[str, Any]:
        return {f"{field}__gte": self.first, f"{field}__lt": self.window.as_of}

    def counted(self, rows: QuerySet, **asked: Any) -> dict[str, dict[str, Any]]:
        """{code of a part, or of the unit for its own rows: {name: figure}}, in one query."""
        low, high = codes.within(self.unit.code)
        inside = rows.filter(division_id__gte=low, division_id__lt=high).order_by()
        found: dict[str, dict[str, Any]] = {}
        wanted = {f"of_{name}": figure for name, figure in asked.items()}  # no field is called so
        for row in inside.values(part=Left("division_id", self.cut)).annotate(**wanted):
            found[codes.full(row["part"])] = {name: row[f"of_{name}"] for name in asked}
        return found

    def monthly(self, key: str, title: str, *flows: Flow) -> tuple[Table, ...]:
        """A table of a row a month, in one query a column; none for a report of one month."""
        if not self.months:
            return ()
        low, high = codes.within(self.unit.code)
        found = [flow.by_month(flow.rows.filter(division_id__gte=low, division_id__lt=high)) for flow in flows]
        columns = (Column("月份", "text"), *(flow.column for flow in flows))
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (one.code, *(counts.get(one.code, 0) for counts in found)) for one in self.months
        )
        return (Table(f"{key}-months", title, columns, rows),)

    def rows(self, names: Sequence[str], *counts: Mapping[str, Mapping[str, Any]]) -> list[list[Any]]:
        """合计, then each part, then 本级 if it has any: a name and the figures `names`, 0 where nothing was counted."""
        merged: dict[str, dict[str, Any]] = {}
        for one in counts:
            for code, figures in one.items():
                merged.setdefault(code, {}).update(figures)
        lines = [[part.name, *_read(merged.pop(part.code, {}), names)] for part in self.parts]
        own = [_read(figures, names) for figures in merged.values()]  # the unit itself, and parts that stand no more
        rest = [sum(column) for column in zip(*own, strict=True)] if own else []
        if any(rest) and self.parts:
            lines.append(["本级", *rest])
        columns = [line[1:] for line in lines] or [rest or [0] * len(names)]
        return [["合计", *(sum(column) for column in zip(*columns, strict=True))], *lines]


def _read(figures: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    return [figures.get(name) or 0 for name in names]
