"""The Excel file: a sheet for each table, real numbers with their formats, texts as texts so that none is a formula."""

from __future__ import annotations

import io
import re
from typing import Any

from xlsxwriter import Workbook

from indices.reports.content import Content, Table

FORMATS = {"text": "@", "whole": "#,##0", "one": "#,##0.0", "two": "#,##0.00"}
FACTS = {
    "basis": "说明", "as_of": "统计截止", "cutoff": "登记截止", "scheme": "方案", "scheme_hash": "方案摘要", "run_state": "状态",
    "scores_hash": "得分摘要", "made_at": "生成时间",
}  # fmt: skip


def write(content: Content) -> bytes:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        _about(book.add_worksheet("说明"), content, head)
        for section in content.sections:
            for table in section.tables:
                _sheet(book.add_worksheet(_named(table.title)), table, head, formats)
    return target.getvalue()


def _about(sheet: Any, content: Content, head: Any) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, content.title, head)
    lines = [(label, content.facts.get(name)) for name, label in FACTS.items()]
    lines += [(section.title, section.said) for section in content.sections]
    for at, (label, text) in enumerate(lines, start=1):
        sheet.write_string(at, 0, label)
        sheet.write_string(at, 1, str(text or "—"))


def _sheet(sheet: Any, table: Table, head: Any, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, 24 if column.kind == "text" and at == 0 else 12)
        sheet.write_string(0, at, column.label, head)
        for row, cells in enumerate(table.rows, start=1):
            _cell(sheet, row, at, cells[at], formats[column.kind_of(cells[at])])
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, form)
    else:
        sheet.write_number(row, column, value, form)


def _named(title: str) -> str:
    """A sheet's name: at most 31 characters, none of those that Excel keeps for itself."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
