"""Where what stands: a block of rows for each unit, in it a row a node, the children of a node together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from indices.engine.scheme import Node
from indices.reports.recounting.reckoning import Reckoning, Unit

WIDE = {"区划代码": 15, "单位": 22, "指标": 26, "节点": 26, "名称": 26, "说明": 44, "合成方法": 14}


@dataclass
class Layout:
    of: Reckoning
    forms: Mapping[str, Any]

    @cached_property
    def nodes(self) -> list[Node]:
        return self.of.nodes()

    @cached_property
    def place(self) -> dict[str, int]:
        """Where a node stands among the nodes."""
        return {node.code: at for at, node in enumerate(self.nodes)}

    @cached_property
    def leaf(self) -> dict[str, int]:
        """Where an indicator stands among the indicators."""
        leaves = [node.code for node in self.nodes if not self.of.scheme.children[node.code]]
        return {code: at for at, code in enumerate(leaves)}

    @cached_property
    def at(self) -> dict[str, int]:
        return {unit.code: at for at, unit in enumerate(self.of.units)}

    def figure(self, unit: str, code: str) -> int:
        """The row of 指标 with an indicator of a unit."""
        return 1 + self.at[unit] * len(self.leaf) + self.leaf[code]

    def node(self, unit: str, code: str) -> int:
        """The row of 节点 with a node of a unit."""
        return 1 + self.at[unit] * len(self.nodes) + self.place[code]

    def begin(self, sheet: Any, labels: Sequence[str], *, row: int = 0) -> None:
        for at, label in enumerate(labels):
            sheet.set_column(at, at, WIDE.get(label, 11))
        sheet.write_row(row, 0, labels, self.forms["head"])
        sheet.freeze_panes(row + 1, 2)

    def names(self, sheet: Any, row: int, unit: Unit, *more: str) -> None:
        for column, text in enumerate((unit.code, unit.name, *more)):
            sheet.write_string(row, column, text)

    def put(self, sheet: Any, row: int, column: int, number: float | None, form: str) -> None:
        if number is not None:
            sheet.write_number(row, column, number, self.forms[form])

    def live(self, sheet: Any, row: int, column: int, formula: str, form: str, stored: float | str | None) -> None:
        """A formula with the value it has now; nothing is the empty text."""
        sheet.write_formula(row, column, formula, self.forms[form], "" if stored is None else stored)


def cell(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def rows(sheet: str, first: int, last: int, column: int) -> str:
    return f"'{sheet}'!{xl_range_abs(first, column, last, column)}"
