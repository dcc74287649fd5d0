"""What an indicator is: rows that are counted, a condition that makes some of them the numerator, and a card.

The same definition gives the figure (grouped by division, in SQL), the list of records behind it, and the texts of the
card. A share counts rows; a mean sums `measure` over them. Ratios are never averaged: both numbers are added up over the
unit and then divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, Exists, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from indices.windows import Window

Side = Literal["numerator", "denominator", "rest"]
SIDES: tuple[Side, ...] = ("numerator", "denominator", "rest")


@dataclass(frozen=True)
class Card:
    """指标卡. What the figure means, who answers for it, how its records are filed."""

    numerator: str
    denominator: str
    method: str
    scope: str
    owner: str
    standard: str


class Indicator:
    """Subclass it, say `rows` and `counted` (or `measure`), and register it.

    `days` is the window, `minimum` the denominator below which a figure is insufficient, `factor` turns the ratio into
    the unit (100 for per cent), `resource` names what the rows are for pages and the API.
    """

    code: str
    name: str
    kind: Literal["基础性", "引导性"] = "基础性"
    dimension: str
    direction: int = 1
    unit: str = "%"
    factor: float = 100.0
    days: int = 365
    minimum: int = 10
    model: type[Any]  # what the rows are rows of
    resource: str
    card: Card
    measure: Any = None
    persons: bool = False  # counts of fewer than 5 persons are not shown outside the unit

    def rows(self, window: Window) -> QuerySet:
        """The rows of the denominator, as known at the window's cutoff."""
        raise NotImplementedError

    def counted(self, window: Window) -> Any:
        """The condition under which a row also counts for the numerator; None where `measure` is summed."""
        return None

    def records(self, window: Window, side: Side) -> QuerySet:
        """Exactly the rows behind one of the two numbers; `rest` are those that missed the numerator."""
        rows, condition = self.rows(window), self.counted(window)
        if side == "denominator" or condition is None:
            return rows
        return rows.filter(condition) if side == "numerator" else rows.exclude(condition)

    def figures(self, window: Window, low: str, high: str) -> dict[str, tuple[Decimal, Decimal]]:
        """{division code: (numerator, denominator)} for codes in `low <= code < high`, in one statement."""
        rows = self.rows(window).filter(division_id__gte=low, division_id__lt=high)
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for code, above, below in self._grouped(rows, self.counted(window)):
            numerator, denominator = found.get(code, (Decimal(0), Decimal(0)))
            found[code] = numerator + above, denominator + below
        return found

    def _grouped(self, rows: QuerySet, condition: Any) -> QuerySet:
        """A bare EXISTS is counted by a second branch: as a WHERE it is a join, in FILTER it is asked row by row."""
        if isinstance(condition, Exists):
            return _sums(rows, Value(0), Count("pk")).union(
                _sums(rows.filter(condition), Count("pk"), Value(0)), all=True
            )
        above = Coalesce(Sum(self.measure), Value(0)) if condition is None else Count("pk", filter=condition)
        return _sums(rows, above, Count("pk"))


def _sums(rows: QuerySet, above: Any, below: Any) -> QuerySet:
    grouped = rows.order_by().values("division_id").annotate(above=above, below=below)
    return grouped.values_list("division_id", "above", "below")


_registry: dict[str, Indicator] = {}


def register(cls: type[Indicator]) -> type[Indicator]:
    _registry[cls.code] = cls()
    return cls


def indicator(code: str) -> Indicator:
    """Raises KeyError for a code that no app provides."""
    return _registry[code]


def indicators() -> list[Indicator]:
    return list(_registry.values())


def known_rows(prefix: str, window: Window) -> Q:
    """Rows recorded and not yet withdrawn at the cutoff; `prefix` is a lookup path such as `case__`."""
    late = Q(**{f"{prefix}withdrawn_at": None}) | Q(**{f"{prefix}withdrawn_at__gte": window.cutoff})
    return late & Q(**{f"{prefix}recorded_at__lt": window.cutoff})


def between(field: str, since: Any, until: Any) -> Q:
    return Q(**{f"{field}__gte": since, f"{field}__lt": until})
