"""The table of rates and the rows behind each of its numbers: both ask the same facts, so that they agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, QuerySet, When
from django.db.models import Case as Choice

from cases.models import Category
from cases.rates.asked import Asked
from cases.rates.definitions import OF_BASE, RATES, Base, Rate
from cases.rates.facts import facts
from cases.rates.tally import tallies
from governance.access.models import Department, Division, User

DIMENSION = {"division": "place", "department": "office", "category": "kind", "month": "month"}
SIDES = {"counted": "计入分子的", "all": "分母全部", "rest": "没有计入分子的"}


@dataclass(frozen=True, slots=True)
class Number:
    """Numerator and denominator of one rate in one line."""

    rate: Rate
    counted: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        return self.counted / self.of if self.of else None


@dataclass(slots=True)
class Line:
    """A place, department, category or month; `key` is its code, "" for all of them together (or for none named)."""

    key: str
    name: str
    numbers: dict[str, Number] = field(default_factory=dict)

    def number(self, code: str) -> Number:
        return self.numbers.get(code) or Number(RATES[code])


@dataclass(frozen=True, slots=True)
class Table:
    total: Line
    lines: list[Line]


def table(user: User, asked: Asked, now: datetime) -> Table:
    """Every number of the page, in one statement; a second reads the names."""
    found: dict[str, dict[str, Number]] = {}
    for base, key, of, counted in _counts(user, asked, now):
        for rate, number in zip(OF_BASE[base], counted, strict=True):
            found.setdefault(key, {})[rate.code] = Number(rate, number, of)
    names = _names(asked, set(found))
    lines = [Line(key, names.get(key) or key or "未派遣", numbers) for key, numbers in found.items()]
    lines.sort(key=lambda line: (line.key == "", list(names).index(line.key) if line.key in names else 999, line.key))
    return Table(_total(lines), lines)


def rows_behind(user: User, asked: Asked, rate: Rate, side: str, key: str | None, now: datetime) -> QuerySet:
    """Exactly the rows that a number counts: of one line, or of all with `key=None`. Raises ValidationError for a side."""
    if side not in SIDES:
        raise ValidationError({"side": f"只能是 {'、'.join(SIDES)}。"})
    line = {} if key is None else {DIMENSION[asked.by]: key}
    told = set() if side == "all" else rate.counted.referenced_base_fields
    rows = facts(rate.base, user, asked, now, {*line, *told}).filter(**line)
    if side == "all":
        return rows
    # what cannot be compared (nothing done yet) is not counted either, so NOT would lose it
    counts = Choice(When(rate.counted, then=True), default=False, output_field=BooleanField())
    return rows.annotate(counts=counts).filter(counts=side == "counted")


def _counts(user: User, asked: Asked, now: datetime) -> Iterator[tuple[Base, str, int, list[int]]]:
    """(base, key, denominator, numerators of the base's rates), in one statement."""
    key, parts = DIMENSION[asked.by], []
    for base, rates in OF_BASE.items():
        conditions = [rate.counted for rate in rates]
        columns = {key, *(name for one in conditions for name in one.referenced_base_fields)}
        parts.append((facts(base, user, asked, now, columns), conditions))
    for base, lines in zip(OF_BASE, tallies(parts, key=key), strict=True):
        for value, of, counted in lines:
            yield base, value, of, counted


def _total(lines: list[Line]) -> Line:
    sums: dict[str, Number] = {}
    for code, rate in RATES.items():
        numbers = [line.number(code) for line in lines]
        sums[code] = Number(rate, sum(one.counted for one in numbers), sum(one.of for one in numbers))
    return Line("", "合计", sums)


def _names(asked: Asked, keys: set[str]) -> dict[str, str]:
    """Key -> name, in the order in which the lines stand."""
    match asked.by:
        case "division":
            return dict(Division.objects.filter(code__in=keys).order_by("code").values_list("code", "name"))
        case "department":
            return dict(
                Department.objects.filter(code__in=keys).order_by("division", "code").values_list("code", "name")
            )
        case "category":
            return dict(Category.objects.filter(code__in=keys).order_by("order", "code").values_list("code", "name"))
    return {key: f"{int(key[:4])} 年 {int(key[5:])} 月" for key in sorted(keys)}
