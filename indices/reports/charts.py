"""Charts of a report as PNG pictures. Each has its table beside it, so a chart never is the only place of a figure."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

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
    DRAWN[chart.kind](axes, chart, table)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _dress(axes)
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()


def _height(chart: Chart, table: Table) -> float:
    return (
        2.4
        if chart.kind in ("trend", "places", "months")
        else min(8.0, 0.7 + (0.26 if len(table.rows) <= 12 else 0.2) * len(table.rows))
    )


def _names(table: Table) -> list[str]:
    return [str(row[0]) if chinese() else str(at) for at, row in enumerate(table.rows, start=1)]


def _values(table: Table, column: int) -> list[float]:
    return [float("nan") if (cell := row[column]) is None else float(cell) for row in table.rows]


def _trend(axes: Any, chart: Chart, table: Table) -> None:
    """A line; with two more columns, the band between them."""
    values, *band = [_values(table, column) for column in chart.columns]
    places = range(len(values))
    if band:
        axes.fill_between(places, *band, color=BLUE, alpha=0.14, linewidth=0)
        for edge in band:
            axes.plot(places, edge, color=BLUE, linewidth=0.6, linestyle="--")
    axes.plot(places, values, color=BLUE, marker="o", markersize=4, linewidth=1.6)
    axes.set_xticks(places, [str(row[0]) for row in table.rows])
    axes.grid(axis="y", color="#E3E6EB", linewidth=0.6)
    axes.margins(y=0.2)
    known = [at for at in places if values[at] == values[at]]
    for at in dict.fromkeys((*known[:1], *known[-1:])):
        text = table.columns[chart.columns[0]].written(table.rows[at][chart.columns[0]])
        axes.annotate(text, (at, values[at]), textcoords="offset points", xytext=(0, 6), ha="center")


def _places(axes: Any, chart: Chart, table: Table) -> None:
    """A trend of ranks: the first is on top, and there is none between two of them."""
    _trend(axes, chart, table)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.invert_yaxis()


def _ranks(axes: Any, chart: Chart, table: Table) -> None:
    """A dot a row between the ends of its interval."""
    ranks, low, high = (_values(table, column) for column in chart.columns)
    axes.hlines(range(len(ranks)), low, high, color=BLUE, linewidth=3, alpha=0.35)
    axes.plot(ranks, range(len(ranks)), "o", color=BLUE, markersize=5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color="#E3E6EB", linewidth=0.6)
    _rows(axes, table)


def _months(axes: Any, chart: Chart, table: Table) -> None:
    """Bars of several columns side by side, a group a month."""
    wide = 0.8 / len(chart.columns)
    for at, column in enumerate(chart.columns):
        drawn = axes.bar(
            [place - 0.4 + wide * (at + 0.5) for place in range(len(table.rows))], _values(table, column), wide * 0.94,
            color=SHADES[at % 3], hatch=HATCHES[at % 3], edgecolor="white", linewidth=0.5,
            label=table.columns[column].label if chinese() else str(column),
        )  # fmt: skip
        if len(chart.columns) * len(table.rows) <= 12:
            axes.bar_label(drawn, [table.columns[column].written(row[column]) for row in table.rows], padding=2)
    axes.set_xticks(range(len(table.rows)), [str(row[0]) for row in table.rows])
    whole = all(table.columns[column].kind == "whole" for column in chart.columns)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=whole))
    axes.grid(axis="y", color="#E3E6EB", linewidth=0.6)
    axes.set_axisbelow(True)
    if len(chart.columns) > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(0, 1.16), ncols=3, frameon=False)


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


DRAWN: dict[str, Callable[[Any, Chart, Table], None]] = {
    "bars": _bars, "stack": _stack, "months": _months, "trend": _trend, "places": _places, "ranks": _ranks,
}  # fmt: skip


def _dress(axes: Any) -> None:
    """One family and size for all words, in the colour of the text."""
    legend = axes.get_legend()
    words = [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts, *(legend.get_texts() if legend else ())]
    for word in words:
        word.set(color=GREY, fontsize=8, **({"fontfamily": chinese()} if chinese() else {}))
