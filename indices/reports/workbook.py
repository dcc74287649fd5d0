"""The Excel file: a sheet for each table, real numbers with their formats, texts as texts so that none is a formula; then
the sheets that count the score again, whose formulas are ours.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook

from indices.reports import recounting
from indices.reports.content import Content, Table
from indices.reports.recounting import Reckoning

FORMATS = {"text": "@", "whole": "#,##0", "one": "#,##0.0", "two": "#,##0.00"}
MORE = {
    "plain": {}, "sum": {"num_format": "#,##0.####"}, "exact": {"num_format": "0.0000"},
    "input": {"font_color": "#0052D9"}, "wrong": {"font_color": "#C8161D", "bold": True},
}  # fmt: skip
FACTS = {
    "basis": "说明", "as_of": "统计截止", "cutoff": "登记截止", "index_period": "指数期间", "scheme": "方案", "scheme_hash": "方案摘要",
    "run_state": "状态", "observations_hash": "观测值摘要", "scores_hash": "得分摘要", "digest": "本报告数据摘要", "made_at": "生成时间",
}  # fmt: skip
SHEETS = (
    ("核对", "逐个单位比较系统得分和本文件重算的得分，差应当是 0。"),
    ("方案", "所用方案的权重、方法、目标区间。改动蓝色的数字可以试算。"),
    ("指标", "实际值 ＝ 分子 ÷ 分母 × 系数，保留 10 位小数；分母小于最小分母为样本不足，不计分。居村的分母不超过收缩界限时，向街镇的"
             "比率收缩：（分子 ＋ 强度 × 街镇比率）÷（分母 ＋ 强度）× 系数。得分是实际值在目标区间里的位置。"),
    ("节点", "上级得分是下级得分的加权平均。缺失的不计，权重按有效的归一；有效权重不到最低比例的，上级为空。先取下限，再按限额。"),
    ("少于 5 人的数", "不在本单位以外列出分子和分母，只列系统算出的实际值。"),
)  # fmt: skip


def write(content: Content, reckoning: Reckoning | None = None) -> bytes:
    """`reckoning` is what the score was made from; without an index there is none."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        formats |= {name: book.add_format(form) for name, form in MORE.items()}
        formats["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        formats["wrapped"] = book.add_format({"text_wrap": True, "valign": "top"})
        _about(book.add_worksheet("说明"), content, formats, SHEETS if reckoning else ())
        for section in content.sections:
            for table in section.tables:
                _sheet(book.add_worksheet(_named(table.title)), table, formats["head"], formats)
        if reckoning:
            recounting.write(book, reckoning, formats)
    return target.getvalue()


def _about(sheet: Any, content: Content, formats: dict[str, Any], sheets: Iterable[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, content.title, formats["head"])
    facts = content.facts | {"digest": content.digest}
    lines = [(label, facts.get(name)) for name, label in FACTS.items()]
    lines += [(section.title, section.said) for section in content.sections]
    for at, (label, text) in enumerate((*lines, *sheets), start=1):
        sheet.write_string(at, 0, label, formats["wrapped"])
        sheet.write_string(at, 1, str(text or "—"), formats["wrapped"])


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
