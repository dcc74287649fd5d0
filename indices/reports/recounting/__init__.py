"""Sheets that count the score again: 核对, 方案, 指标, 节点. A number of 方案 changed, and every score below follows.

Each formula is written with the value that the portal stored, so a reader that does not reckon sees the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from indices.reports.recounting import checking, measuring, scheme, weighing
from indices.reports.recounting.layout import Layout
from indices.reports.recounting.reckoning import Counted, Measure, Reckoning, Unit

__all__ = ["Counted", "Measure", "Reckoning", "Unit", "write"]


class Plain(Worksheet):
    """Its formulas hold no function newer than Excel 2007: looking for those takes most of the time of a district's book."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


def write(book: Any, of: Reckoning, forms: Mapping[str, Any]) -> None:
    """Add the sheets to `book`; `forms` are its formats by name."""
    layout = Layout(of, forms)
    for part in (checking, scheme, measuring, weighing):
        part.write(book.add_worksheet(part.SHEET, Plain), layout)
