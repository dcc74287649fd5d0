"""Small drawings as SVG, and charts with their table. `{% load figures %}`; parameters in docs/front.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.web.templatetags.mulin import icon, num

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a chart's table: its text, and the page that lists the rows behind it."""

    text: Any
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A subdistrict on the tile map. `band` is 1 (low) to 5 (high), 0 without a score; `row`, `column` from 1, 0 = flow."""

    name: str
    value: str
    href: str
    band: int = 0
    row: int = 0
    column: int = 0
    note: str = ""


@register.inclusion_tag("parts/chart.html")
def chart(kind: str, title: str, summary: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Draw `trend stage plan bars rank lines histogram` from its own table. The first cell of a row is its name; cells are text or Cell."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    return {"kind": kind, "title": title, "summary": summary, "head": head, "rows": cells}


@register.inclusion_tag("parts/tilemap.html")
def tilemap(tiles: Sequence[Tile]) -> dict[str, Any]:
    """Lay subdistricts out as tiles, each a link. The page marks it 示意图 and adds `parts/bands.html`."""
    return {"tiles": tiles}


@register.simple_tag
def bar(share: float | None, mark: float | None = None) -> SafeString:
    """A bar from 0 to 100 with an optional mark (last month, a plan). Decorative: the figure stands next to it."""
    line = "" if mark is None else format_html('<line class="mark" x1="{0}" x2="{0}" y1="0" y2="6"/>', _within(mark))
    drawing = '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="6"/>{}</svg>'
    return format_html(drawing, _within(share or 0), line)


@register.simple_tag
def whisker(at: float, low: float, high: float, of: float) -> SafeString:
    """A rank with its interval on a scale from 1 to `of`."""
    x = [5 + 110 * (value - 1) / max(of - 1, 1) for value in (low, high, at)]
    drawing = (
        '<svg class="whisker" viewBox="0 0 120 16" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="axis" x1="5" x2="115" y1="8" y2="8"/><line class="span" x1="{:.1f}" x2="{:.1f}" y1="8" y2="8"/>'
        '<line class="at" x1="{:.1f}" x2="{:.1f}" y1="8" y2="8"/></svg>'
    )
    return SafeString(drawing.format(x[0], x[1], x[2], x[2]))


@register.simple_tag
def delta(change: float | None, digits: int = 1) -> SafeString:
    """A change with arrow and word; nothing to compare shows a dash."""
    if change is None:
        return format_html('<span class="muted">{}</span>', num(None))
    shown = num(abs(change), digits)
    if not float(shown.replace(",", "")):
        return format_html('<span class="delta muted">{}</span>', "持平")
    tone, word, arrow = ("up", "上升", "arrow-up-right") if change > 0 else ("down", "下降", "arrow-down-right")
    return format_html(
        '<span class="delta {}">{}<span class="visually-hidden">{}</span>{}</span>', tone, icon(arrow), word, shown
    )


def _within(value: float) -> float:
    return round(min(max(float(value), 0), 100), 2)
