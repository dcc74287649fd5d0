"""What an indicator is: two numbers from records, the rows behind each of them, and a card.

The same definition gives the figure (grouped by division, in SQL), the list of records behind it, and the texts of the
card. Ratios are never averaged: both numbers are added up over the unit and then divided. What cannot be added up
(distinct bodies) says so and is counted anew for each unit. The kinds of indicators are in `kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, DecimalField, Expression, F, Q, QuerySet, Sum, Value

from indices.windows import Window

Side = Literal["numerator", "denominator", "rest"]
SIDES: tuple[Side, ...] = ("numerator", "denominator", "rest")
Figures = dict[str, tuple[Decimal, Decimal]]
NOTHING = Value(0, DecimalField())  # a whole number would make whole numbers of what stands below it in a union


@dataclass(frozen=True)
class Card:
    """指标卡. What the figure means, who answers for it, how its records are filed."""

    numerator: str
    denominator: str
    method: str
    scope: str
    owner: str
    standard: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two numbers: its rows, what is added up over them (None: they are counted), and the path to the
    division that each belongs to.
    """

    rows: QuerySet
    amount: Expression | F | None = None
    place: str = "division_id"

    def within(self, low: str, high: str) -> QuerySet:
        return self.rows.filter(**{f"{self.place}__gte": low, f"{self.place}__lt": high})

    def total(self) -> Any:
        return Count("pk") if self.amount is None else Sum(self.amount)


class Indicator:
    """What all kinds share. `days` is the window, `minimum` the denominator below which a figure is insufficient,
    `factor` turns the ratio into the unit (100 for per cent), `resource` and `above_resource` name what the rows of
    the denominator and of the numerator are, for pages and the API.
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
    model: type[Any]  # what the rows of the denominator are rows of
    resource: str
    above_model: type[Any]
    above_resource: str
    card: Card
    summed: tuple[Side, ...] = ()  # numbers that are sums over their rows and not counts of them
    summed_in: str = ""  # what such a sum is counted in
    parted: bool = False  # is the numerator a part of the denominator's rows, with a rest?
    additive: bool = True
    near: bool = True  # does a record change the figure of no other division than its own?
    shrinks: bool = True  # does a small denominator lean on the street's rate? Not where it is no sample
    reported: bool = False  # filed by hand and checked, so that silence is not zero
    persons: bool = False  # counts of fewer than 5 persons are not shown outside the unit

    def part(self, window: Window, side: Side) -> Part:
        """The rows of one number, as known at the window's cutoff."""
        raise NotImplementedError

    def statement(self, window: Window, low: str, high: str) -> QuerySet:
        """Rows of (division code, numerator, denominator), several to a code, for codes in `low <= code < high`."""
        raise NotImplementedError

    def figures(self, window: Window, low: str, high: str) -> Figures:
        """{division code: (numerator, denominator)}, in one statement."""
        return added(self.statement(window, low, high))

    def records(self, window: Window, side: Side, low: str, high: str) -> QuerySet:
        """Exactly the rows behind a number of these divisions; `rest` are those that missed the numerator."""
        return self.part(window, side).within(low, high)

    def resource_of(self, side: Side) -> str:
        return self.resource if side == "denominator" or self.parted else self.above_resource

    def models(self) -> tuple[type[Any], ...]:
        """What somebody must be allowed to see to read all rows behind both numbers."""
        return (self.model,) if self.parted else (self.model, self.above_model)

    def counts(self, numerator: Decimal, denominator: Decimal) -> list[Decimal]:
        """Those of the two numbers (and what lies between them) that are counts of rows."""
        found = [n for side, n in (("numerator", numerator), ("denominator", denominator)) if side not in self.summed]
        return [*found, denominator - numerator] if self.parted else found


def added(statement: Iterable[tuple[str, Any, Any]]) -> Figures:
    """Rows of (code, numerator, denominator), several to a code, as one pair each."""
    found: Figures = {}
    for code, above, below in statement:
        numerator, denominator = found.get(code, (Decimal(0), Decimal(0)))
        found[code] = numerator + above, denominator + below
    return found


def grouped(rows: QuerySet, place: Any, above: Any, below: Any) -> QuerySet:
    """(place, above, below), a row a place."""
    by_place = rows.order_by().annotate(at=place).values("at").annotate(above=above, below=below)
    return by_place.values_list("at", "above", "below")


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
