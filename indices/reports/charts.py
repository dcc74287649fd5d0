"""Charts of a report as PNG pictures. Each has its table beside it, so a chart never is the only place of a figure."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from indices.reports.content import Chart, Table

BLUE, AMBER, RED, GREY = "#0052D9", "#B26A00", "#C8161D", "#595959"
SHADES = (BLUE, AMBER, RED)
HATCHES = ("", "//", "xx")
WIDTH = 6.1  # inches: the width of the text of a 公文 page
FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "HarmonyOS Sans SC",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "SimHei", "Noto Sans CJK JP",
)  # fmt: skip


@cache
def chinese() -> str | None:
    """The first of `FONTS` on this machine. Fonts are not shipped; without one a chart numbers its rows as its table does."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in known), None)


def draw(chart: Chart, table: Table) -> bytes:
    """PNG of `chart`, 200 dots an inch."""
    figure = Figure(figsize=(WIDTH, _height(chart, table)), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    {"trend": _trend, "bars": _bars, "stack": _stack}[chart.kind](axes, chart, table)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _dress(axes)
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()


def _height(chart: Chart, table: Table) -> float:
    return 2.4 if chart.kind == "trend" else min(8.0, 0.7 + 0.26 * len(table.rows))


def _names(table: Table) -> list[str]:
    return [str(row[0]) if chinese() else str(at) for at, row in enumerate(table.rows, start=1)]


def _values(table: Table, column: int) -> list[float]:
    return [float("nan") if row[column] is None else float(row[column]) for row in table.rows]


def _trend(axes: Any, chart: Chart, table: Table) -> None:
    values = _values(table, chart.columns[0])
    axes.plot(range(len(values)), values, color=BLUE, marker="o", markersize=4, linewidth=1.6)
    axes.set_xticks(range(len(values)), [str(row[0]) for row in table.rows])
    axes.grid(axis="y", color="#E3E6EB", linewidth=0.6)
    for at in (0, len(values) - 1) if values else ():
        if values[at] == values[at]:
            axes.annotate(f"{values[at]:.1f}", (at, values[at]), textcoords="offset points", xytext=(0, 6), ha="center")


def _bars(axes: Any, chart: Chart, table: Table) -> None:
    values = _values(table, chart.columns[0])
    drawn = axes.barh(range(len(values)), [0 if one != one else one for one in values], color=BLUE, height=0.62)
    labels = [table.columns[chart.columns[0]].written(row[chart.columns[0]]) for row in table.rows]
    axes.bar_label(drawn, labels, padding=3)
    _rows(axes, table)


def _stack(axes: Any, chart: Chart, table: Table) -> None:
    start = [0.0] * len(table.rows)
    for at, column in enumerate(chart.columns):
        values = [0.0 if one != one else one for one in _values(table, column)]
        label = table.columns[column].label if chinese() else str(column)
        axes.barh(
            range(len(values)), values, left=start, color=SHADES[at % 3], hatch=HATCHES[at % 3], edgecolor="white",
            linewidth=0.5, height=0.62, label=label,
        )  # fmt: skip
        start = [low + value for low, value in zip(start, values, strict=True)]
    axes.legend(loc="lower right", frameon=False)
    _rows(axes, table)


def _rows(axes: Any, table: Table) -> None:
    axes.set_yticks(range(len(table.rows)), _names(table))
    axes.invert_yaxis()
    axes.margins(x=0.12)


def _dress(axes: Any) -> None:
    """One family and size for all words, in the colour of the text."""
    legend = axes.get_legend()
    words = [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts, *(legend.get_texts() if legend else ())]
    for word in words:
        word.set(color=GREY, fontsize=8, **({"fontfamily": chinese()} if chinese() else {}))
