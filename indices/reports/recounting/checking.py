"""核对: each unit's score as the portal stored it, beside the one that the sheets reckon."""

from __future__ import annotations

from typing import Any

from indices.reports.recounting.layout import Layout, cell

SHEET = "核对"
LABELS = ("区划代码", "单位", "级别", "系统得分", "重算得分", "差", "结果")
NEAR = "0.000000001"


def write(sheet: Any, layout: Layout) -> None:
    layout.begin(sheet, LABELS)
    root = layout.of.scheme.root.code
    for row, unit in enumerate(layout.of.units, start=1):
        layout.names(sheet, row, unit, unit.level)
        layout.put(sheet, row, 3, unit.score, "exact")
        stored, again, off = (cell(SHEET, row, column) for column in (3, 4, 5))
        layout.live(sheet, row, 4, f"={cell('节点', layout.node(unit.code, root), 4)}", "exact", unit.score)
        gap = "" if unit.score is None else 0
        layout.live(sheet, row, 5, f'=IF(OR({stored}="",{again}=""),"",{again}-{stored})', "exact", gap)
        same = f'IF({off}="",IF(AND({stored}="",{again}=""),"一致","不一致"),IF(ABS({off})<{NEAR},"一致","不一致"))'
        layout.live(sheet, row, 6, f"={same}", "plain", "一致")
    sheet.conditional_format(1, 6, len(layout.of.units), 6, {
        "type": "cell", "criteria": "==", "value": '"不一致"', "format": layout.forms["wrong"]
    })  # fmt: skip
