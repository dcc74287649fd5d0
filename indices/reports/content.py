"""What a report holds: sections of sentences and tables. Page, Word, Excel and API all draw from it, so their figures agree."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self

from governance.web.templatetags.mulin import NOTHING, num

Kind = Literal["text", "whole", "one", "two", "sum"]
DIGITS = {"whole": 0, "one": 1, "two": 2}
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` says how a cell is written: a text, a whole number, one or two decimals; a sum is whole where it can be."""

    label: str
    kind: Kind = "whole"

    def written(self, cell: Cell) -> str:
        kind = self.kind_of(cell)
        if kind == "text":
            return NOTHING if cell in (None, "") else str(cell)
        return num(cell, DIGITS[kind])

    def kind_of(self, cell: Cell) -> str:
        if self.kind != "sum":
            return self.kind
        return "one" if isinstance(cell, float) and not cell.is_integer() else "whole"


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is stable, for programs. The first column names the row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def lines(self) -> list[list[tuple[str, Column]]]:
        """Each row as it is read: texts with their columns."""
        return [[(one.written(cell), one) for one, cell in zip(self.columns, row, strict=True)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of columns of a table: `bars` (one value a row), `stack` and `months` (several, side by side), `trend` (a line,
    with two more columns the band around it), `places` (a trend of ranks, the first on top), `ranks` (a dot and its interval).
    """

    kind: Literal["bars", "stack", "months", "trend", "places", "ranks"]
    table: str
    columns: tuple[int, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 1 is headed 一、, 2 is a part of the one before it and headed （一）."""

    key: str
    title: str
    said: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    level: int = 1

    def lowered(self) -> Section:
        """One level below: （一） and not 一、."""
        return replace(self, level=self.level + 1)

    def table(self, key: str) -> Table:
        return next(one for one in self.tables if one.key == key)


@dataclass(frozen=True, slots=True)
class Content:
    """A report of one unit and period. `facts` tell what it was made from: times, scheme, hashes."""

    title: str
    unit: str
    unit_name: str
    period: str
    facts: dict[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    def section(self, key: str) -> Section:
        return next(one for one in self.sections if one.key == key)

    @property
    def digest(self) -> str:
        """SHA-256 of everything in it but when it was made."""
        told = asdict(self)
        told["facts"] = {name: value for name, value in self.facts.items() if name != "made_at"}
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self), ensure_ascii=False))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**{**kept, "sections": tuple(_section(one) for one in kept["sections"])})


def _section(kept: dict[str, Any]) -> Section:
    charts = tuple(Chart(**{**one, "columns": tuple(one["columns"])}) for one in kept["charts"])
    return Section(**{**kept, "tables": tuple(_table(one) for one in kept["tables"]), "charts": charts})


def _table(kept: dict[str, Any]) -> Table:
    columns = tuple(Column(**one) for one in kept["columns"])
    return Table(**{**kept, "columns": columns, "rows": tuple(tuple(row) for row in kept["rows"])})
