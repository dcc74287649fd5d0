"""今天需要看的: what a leader with two minutes should look at, worked out from what the dashboard already holds."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun
from indices.selectors.dashboard import CARE, Board, Unit

WORTH = 0.05
"""A fall smaller than this shows as 0.0 and is not worth a line."""


@dataclass(frozen=True, slots=True)
class Focus:
    icon: str
    tone: str
    text: str
    note: str
    href: str


def focus(board: Board) -> list[Focus]:
    """At most three: late cases, the unit that fell most and why, key persons whom nobody visited in time."""
    return [one for one in (_late(board), _fall(board), _care(board)) if one]


def _late(board: Board) -> Focus | None:
    if not board.unit.late:
        return None
    text = f"{board.unit.late:,} 件工单超期" + (
        f"，其中 {board.unit.very_late:,} 件超过 3 天" if board.unit.very_late else ""
    )
    most = sorted((one for one in board.below if one.late), key=lambda one: -one.late)[:3]
    note = "、".join(f"{one.division.short_name} {one.late:,} 件" for one in most)
    href = "" if board.as_of else f"{reverse('cases:list')}?view=overdue&within={board.unit.division.code}"
    return Focus("exclamation-octagon-fill", "over", text, note, href)


def _fall(board: Board) -> Focus | None:
    fallen = [one for one in board.below if (one.change or 0) <= -WORTH]
    if not fallen or board.run is None:
        return None
    worst = min(fallen, key=lambda one: one.change or 0)
    text = f"{worst.division}下降 {-(worst.change or 0):.1f}，列第 {worst.now.rank if worst.now else '—'}"
    href = reverse("indices:explain", args=[worst.division.code, board.run.period])
    return Focus("arrow-down-right", "down", text, _why(worst, board.run), href)


def _why(unit: Unit, run: IndexRun) -> str:
    """The indicator whose fall, times its weight up to the root, explains most of it."""
    engine = Engine.from_dict(run.scheme_version.definition)
    falls = {node.code: (unit.change_of(node.code) or 0) * carried(engine, node.code) for node in engine.indicators}
    code = min(falls, key=lambda one: falls[one])
    now, last = unit.values.get(code), unit.before.get(code)
    if falls[code] >= 0 or not (now and last) or now.value is None or last.value is None:
        return ""
    known = indicator(code)
    verb = "降到" if now.value < last.value else "升到"
    return f"主要因{known.name}由 {_said(last.value, known.unit)}{verb} {_said(now.value, known.unit)}".rstrip()


def _said(value: float, unit: str) -> str:
    """With a space between Chinese and figures: `88.0% ` and `74.8 分`."""
    return f"{value:.1f}% " if unit == "%" else f"{value:.1f} {unit}"


def carried(engine: Engine, code: str) -> float:
    """The product of the weights from a node up to the root."""
    share, node = 1.0, engine.by_code[code]
    while node.parent is not None:
        share *= node.weight / sum(child.weight for child in engine.children[node.parent])
        node = engine.by_code[node.parent]
    return share


def _care(board: Board) -> Focus | None:
    if not board.unit.uncared or board.run is None:
        return None
    most = sorted((one for one in board.below if one.uncared), key=lambda one: -one.uncared)[:3]
    note = "、".join(f"{one.division.short_name} {one.uncared:,.0f} 人次" for one in most)
    href = reverse("indices:records", args=[board.unit.division.code, board.run.period, CARE, "rest"])
    return Focus("clock", "down", f"{board.unit.uncared:,.0f} 人次重点人群超过走访间隔", note, href)
