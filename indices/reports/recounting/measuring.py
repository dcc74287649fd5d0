"""指标: from the two numbers to the figure, and from the figure to its score; a row for each indicator of each unit."""

from __future__ import annotations

from typing import Any

from indices.engine.scheme import Node
from indices.reports.recounting import formulas
from indices.reports.recounting.layout import Layout, cell
from indices.reports.recounting.reckoning import Counted, Pair, Unit
from indices.reports.recounting.scheme import STRENGTH, UP_TO, given

SHEET = "指标"
LABELS = (
    "区划代码", "单位", "级别", "指标代码", "指标", "分子", "分母", "街镇分子", "街镇分母", "状态", "已收缩", "实际值", "得分", "说明"
)  # fmt: skip
ABOVE, BELOW, STREET_ABOVE, STREET_BELOW, STATUS, LEANS, VALUE, SCORE, NOTE = range(5, 14)
FEW = "少于 5 人，不列分子和分母，这里是系统算出的值"
UNSAID = "街镇的分子和分母没有列出，这里是系统算出的值"
NONE = Counted(None, None, None, "缺失")


def write(sheet: Any, layout: Layout) -> None:
    layout.begin(sheet, LABELS)
    for unit in layout.of.units:
        for code in layout.leaf:
            _row(sheet, layout, unit, layout.of.scheme.by_code[code])


def _row(sheet: Any, layout: Layout, unit: Unit, node: Node) -> None:
    row, one = layout.figure(unit.code, node.code), unit.counted.get(node.code, NONE)
    layout.names(sheet, row, unit, unit.level, node.code, layout.of.names[node.code])
    if one.few or one.denominator is None:
        note = FEW if one.few else ""
        sheet.write_string(row, STATUS, one.status)
        layout.put(sheet, row, VALUE, one.value, "two")
    else:
        note = _figure(sheet, layout, row, unit, node, one)
    why = formulas.why_not(layout.of.scheme, node)
    score = unit.nodes.get(node.code)
    if why:
        layout.put(sheet, row, SCORE, score, "exact")
    else:
        layout.live(sheet, row, SCORE, _position(layout, node, row), "exact", score)
    if note or why:
        sheet.write_string(row, NOTE, "；".join(filter(None, (note, why))))


def _position(layout: Layout, node: Node, row: int) -> str:
    posts = (given(layout, node.code, label) for label in ("目标低端", "目标高端", "分值低端", "分值高端"))
    return formulas.normalised(layout.of.scheme, node, cell(SHEET, row, VALUE), formulas.Posts(*posts))


def _figure(sheet: Any, layout: Layout, row: int, unit: Unit, node: Node, one: Counted) -> str:
    """The two numbers, the status and the figure. Returns what must be said about them."""
    above, below, status = (cell(SHEET, row, column) for column in (ABOVE, BELOW, STATUS))
    factor, least = (given(layout, node.code, label) for label in ("系数", "最小分母"))
    for column, number in ((ABOVE, one.numerator), (BELOW, one.denominator)):
        layout.put(sheet, row, column, number, "sum")
    none = "缺失" if one.status == "缺失" else "不适用"
    layout.live(sheet, row, STATUS, formulas.status(below, least, none), "plain", one.status)
    if not (layout.of.measures[node.code].shrinks and unit.street):
        layout.live(sheet, row, VALUE, formulas.value(status, above, below, factor), "two", one.value)
        return ""
    pair = _street(sheet, layout, row, unit, node)
    if pair is None:
        layout.put(sheet, row, VALUE, one.value, "two")
        return UNSAID
    street = (cell(SHEET, row, STREET_ABOVE), cell(SHEET, row, STREET_BELOW))
    leans = "是" if _leans(layout, one, pair) else "否"
    layout.live(sheet, row, LEANS, formulas.shrunk(status, below, street[1], UP_TO), "plain", leans)
    told = formulas.leaning(status, cell(SHEET, row, LEANS), above, below, street, STRENGTH, factor)
    layout.live(sheet, row, VALUE, told, "two", one.value)
    return ""


def _leans(layout: Layout, one: Counted, pair: Pair) -> bool:
    return one.value is not None and (one.denominator or 0) <= layout.of.up_to and pair[1] > 0


def _street(sheet: Any, layout: Layout, row: int, unit: Unit, node: Node) -> Pair | None:
    """The street's two numbers beside the unit's: taken from its own row where it is in the file."""
    if unit.street not in layout.at:
        pair = layout.of.streets.get(unit.street, {}).get(node.code)
        for column, number in zip((STREET_ABOVE, STREET_BELOW), pair or (), strict=False):
            layout.put(sheet, row, column, number, "sum")
        return pair
    one = layout.of.units[layout.at[unit.street]].counted.get(node.code, NONE)
    if one.few or one.numerator is None or one.denominator is None:
        return None
    there = layout.figure(unit.street, node.code)
    for column, number in ((ABOVE, one.numerator), (BELOW, one.denominator)):
        layout.live(sheet, row, column + 2, f"={cell(SHEET, there, column)}", "sum", number)
    return one.numerator, one.denominator
