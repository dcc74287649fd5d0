"""Rows of the charts that several pages of the index show; each chart draws from its own table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from governance.web.templatetags.figures import Cell
from governance.web.templatetags.mulin import num
from indices import looks
from indices.selectors.history import Month


def charted(months: Sequence[Month], code: str = "", *, band: str = "同级") -> dict[str, Any]:
    """The trend of a unit's index with the middle half of `band`, and of its four dimensions; `code` links the months."""
    banded = any(one.low is not None for one in months)
    head = ("月份", "指数", f"{band}下四分位", f"{band}上四分位")
    return {
        "trend_head": head if banded else head[:2], "trend_said": said(months, band=band if banded else ""),
        "trend_rows": [(one.period, *_index(one, code), *((num(one.low, 1), num(one.high, 1)) if banded else ())) for one in months],
        "lines_head": ("月份", *(one.label for one in looks.DIMENSIONS.values())),
        "lines_rows": [(one.period, *(num(one.dimensions.get(key), 1) for key in looks.DIMENSIONS)) for one in months],
        "lines_said": moved(months),
    }  # fmt: skip


def _index(one: Month, code: str) -> tuple[Cell]:
    href = reverse("indices:explain", args=[code, one.period]) if code and one.score is not None else ""
    return (Cell(num(one.score, 1), href),)


def said(months: Sequence[Month], *, band: str) -> str:
    known = [one.score for one in months if one.score is not None]
    shade = f"，阴影是{band}的中间一半" if band else ""
    if len(known) < 2:
        return f"满两个月后显示走势{shade}"
    verb = "升到" if known[-1] > known[0] else "降到" if known[-1] < known[0] else "保持在"
    return f"近 {len(known)} 个月由 {known[0]:.1f} {verb} {known[-1]:.1f}{shade}"


def moved(months: Sequence[Month]) -> str:
    """Which dimension rose and which fell most over the months shown."""
    known = [one for one in months if one.score is not None]
    if len(known) < 2:
        return "四个维度每月的得分"
    first, last = known[0].dimensions, known[-1].dimensions
    by = {one.label: new - old for key, one in looks.DIMENSIONS.items() if (new := last.get(key)) is not None and (old := first.get(key)) is not None}  # fmt: skip
    if not by:
        return "四个维度每月的得分"
    most, least = max(by, key=lambda one: by[one]), min(by, key=lambda one: by[one])
    if most == least or round(by[most] - by[least], 1) == 0:
        return "四个维度走势相近"
    return f"变化最好的是{most}（{by[most]:+.1f}），最差的是{least}（{by[least]:+.1f}）"
