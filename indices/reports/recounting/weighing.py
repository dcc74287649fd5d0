"""节点: what each parent takes of its children, and the mean of it; a row for each node of each unit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from indices.engine.scheme import Node
from indices.engine.scoring import children_scores
from indices.reports.recounting import formulas
from indices.reports.recounting.layout import Layout, cell, rows
from indices.reports.recounting.reckoning import Unit
from indices.reports.recounting.scheme import given, weights

SHEET = "节点"
LABELS = ("区划代码", "单位", "节点代码", "节点", "得分", "计入上级的得分", "有效权重", "加权项", "说明")
SCORE, COUNTED, WEIGHT, TERM, NOTE = range(4, 9)


def write(sheet: Any, layout: Layout) -> None:
    layout.begin(sheet, LABELS)
    scheme, taken = layout.of.scheme, _taken(layout)
    for at, unit in enumerate(layout.of.units):
        for node in layout.nodes:
            row = layout.node(unit.code, node.code)
            layout.names(sheet, row, unit, node.code, layout.of.names[node.code])
            _score(sheet, layout, row, unit, node)
            if node.parent is not None:
                _child(sheet, layout, unit, (scheme.by_code[node.parent], node), taken[node.code][at])


def _taken(layout: Layout) -> dict[str, list[float]]:
    """{node: its score as the parent takes it, for each unit}, nan for missing."""
    scheme = layout.of.scheme
    scores = {
        node.code: np.array([_number(unit.nodes.get(node.code)) for unit in layout.of.units]) for node in layout.nodes
    }
    found: dict[str, list[float]] = {}
    for parent in scheme.bottom_up:
        values = children_scores(scheme, parent, scores)
        found |= {child.code: of.tolist() for child, of in zip(scheme.children[parent.code], values, strict=True)}
    return found


def _number(score: float | None) -> float:
    return math.nan if score is None else score


def _score(sheet: Any, layout: Layout, row: int, unit: Unit, node: Node) -> None:
    score, children = unit.nodes.get(node.code), layout.of.scheme.children[node.code]
    if not children:
        there = cell("指标", layout.figure(unit.code, node.code), 12)
        layout.live(sheet, row, SCORE, f'=IF({there}="","",{there})', "exact", score)
    elif why := formulas.why_not(layout.of.scheme, node):
        layout.put(sheet, row, SCORE, score, "exact")
        sheet.write_string(row, NOTE, why)
    else:
        first = layout.node(unit.code, children[0].code)
        held, terms = (rows(SHEET, first, first + len(children) - 1, column) for column in (WEIGHT, TERM))
        least = given(layout, node.code, "最低权重比例")
        told = formulas.mean(node.aggregation, held, terms, weights(layout, children), least)
        layout.live(sheet, row, SCORE, told, "exact", score)


def _child(sheet: Any, layout: Layout, unit: Unit, pair: tuple[Node, Node], number: float) -> None:
    """`pair` is (parent, child); `number` what the parent takes of it now."""
    parent, child = pair
    row = layout.node(unit.code, child.code)
    score, counted, weight = (cell(SHEET, row, column) for column in (SCORE, COUNTED, WEIGHT))
    by = cell(SHEET, layout.node(unit.code, parent.limit.by), COUNTED) if parent.limit else ""
    floor, plus = (given(layout, parent.code, label) for label in ("得分下限", "再加"))
    told = None if math.isnan(number) else number
    layout.live(sheet, row, COUNTED, formulas.counted(parent, child, score, floor, by, plus), "exact", told)
    if parent.aggregation == "copeland":
        return
    share = 0.0 if told is None else child.weight
    layout.live(sheet, row, WEIGHT, formulas.weight(counted, given(layout, child.code, "权重")), "two", share)
    term = formulas.term(parent.aggregation, counted, weight)
    layout.live(sheet, row, TERM, term, "exact", _term(parent.aggregation, told, share))


def _term(method: str, counted: float | None, weight: float) -> float | str:
    if counted is None or weight == 0:
        return 0.0
    if method == "arithmetic":
        return weight * counted
    if counted == 0:
        return formulas.ZERO
    return weight * math.log(counted) if method == "geometric" else weight / counted
