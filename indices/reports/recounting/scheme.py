"""方案: what the scheme says, a row a node. Its blue numbers are what the other sheets reckon with."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from indices.engine.scheme import Node
from indices.reports.recounting.formulas import MEANS, METHODS
from indices.reports.recounting.layout import Layout, cell, rows

SHEET = "方案"
FIRST = 5  # rows above the first node
LABELS = (
    "代码", "名称", "上级", "权重", "合成方法", "得分下限", "受限的下级", "不超过", "再加", "最低权重比例", "方向", "变换", "归一化",
    "目标低端", "目标高端", "封顶", "分值低端", "分值高端", "单位", "系数", "最小分母", "小样本收缩",
)  # fmt: skip
UP_TO, STRENGTH = cell(SHEET, 1, 3), cell(SHEET, 2, 3)
HOW = "改动蓝色的数字，指标、节点、核对三张表随之重算。方法和区间是否封顶写成文字，改动不起作用。"


def given(layout: Layout, code: str, label: str) -> str:
    """The cell that says it about a node."""
    return cell(SHEET, FIRST + layout.place[code], LABELS.index(label))


def weights(layout: Layout, children: tuple[Node, ...]) -> str:
    first = FIRST + layout.place[children[0].code]
    return rows(SHEET, first, first + len(children) - 1, LABELS.index("权重"))


def write(sheet: Any, layout: Layout) -> None:
    layout.begin(sheet, LABELS, row=FIRST - 1)
    sheet.write_string(0, 0, HOW)
    of = layout.of
    for row, label, number in ((1, "小样本收缩：分母不超过", of.up_to), (2, "小样本收缩：加多少行", of.strength)):
        sheet.write_string(row, 0, label)
        layout.put(sheet, row, 3, number, "input")
    for at, node in enumerate(layout.nodes):
        for column, told in enumerate((*_placed(layout, node), *_told(layout, node))):
            if isinstance(told, str):
                sheet.write_string(FIRST + at, column, told)
            else:
                layout.put(sheet, FIRST + at, column, told, "input")


def _placed(layout: Layout, node: Node) -> Iterator[str | float | None]:
    yield from (node.code, layout.of.names[node.code], node.parent, node.weight if node.parent else None)


def _told(layout: Layout, node: Node) -> Iterator[str | float | None]:
    scheme, limit = layout.of.scheme, node.limit
    if scheme.children[node.code]:
        yield from (MEANS[node.aggregation], None if node.floor == -math.inf else node.floor)
        yield from (limit.child, limit.by, limit.plus) if limit else (None, None, None)
        yield node.min_share
        return
    goal, measure = scheme.normalisation_of(node), layout.of.measures[node.code]
    yield from (None,) * 6
    yield from ("越大越好" if node.direction > 0 else "越小越好", "自然对数" if node.transform == "ln" else "无")
    yield METHODS[goal.method]
    posts = (goal.low, goal.high, "是" if goal.cap else "否", *goal.range)
    yield from posts if goal.method == "goalposts" else (None,) * len(posts)
    yield from (measure.unit, measure.factor, measure.minimum, "是" if measure.shrinks else "否")
