"""Sentences that say a calculation in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indices.selectors.explaining import Figure, Line

_ROOTS = {2: "√", 3: "³√", 4: "⁴√", 5: "⁵√"}
_MEANS = {"geometric": "几何平均", "arithmetic": "加权平均", "harmonic": "调和平均", "copeland": "两两比较"}


def mean_of(method: str) -> str:
    return _MEANS[method]


def formula(root: Line) -> tuple[str, str]:
    """(which mean of what, the numbers put in): 四个维度的几何平均, ⁴√（71.6 × 77.2 × 79.4 × 66.2）."""
    parts = [line for line in root.children if line.score is not None and line.effective]
    return f"{len(parts)} 个维度的{mean_of(root.aggregation)}", _numbers(root, parts)


def _numbers(root: Line, parts: list[Line]) -> str:
    if not parts or root.aggregation not in ("geometric", "arithmetic"):
        return ""
    equal = max(line.weight for line in parts) - min(line.weight for line in parts) < 1e-9
    scores = [f"{line.score:.1f}" for line in parts]
    if root.aggregation == "arithmetic":
        return " ＋ ".join(f"{score} × {line.effective:.0f}%" for score, line in zip(scores, parts, strict=True))
    if equal and len(parts) in _ROOTS:
        return f"{_ROOTS[len(parts)]}（{' × '.join(scores)}）"
    return " × ".join(f"{score} 的 {line.effective:.0f}% 次方" for score, line in zip(scores, parts, strict=True))


def position(figure: Figure, score: float | None) -> str:
    """How a value became a score: （92.00 − 60）÷（98 − 60）× 100 ＝ 84.21."""
    low, high, value = figure.low, figure.high, figure.value
    if figure.hidden or value is None or low is None or high is None or score is None:
        return ""
    rising = figure.indicator.direction > 0
    if not low <= value <= high:
        beyond = "高于" if value > high else "低于"
        return f"{value:.2f} {beyond}目标区间 {low:g}–{high:g}，计 {score:.0f} 分。"
    above = f"（{value:.2f} − {low:g}）" if rising else f"（{high:g} − {value:.2f}）"
    return f"{above}÷（{high:g} − {low:g}）× 100 ＝ {score:.2f}"
