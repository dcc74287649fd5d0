"""What would move a unit's score most: each indicator alone brought to its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indices.engine.normalisation import indicator_scores
from indices.engine.preparation import prepared
from indices.engine.rescoring import root_scores
from indices.engine.scheme import Node, Scheme

Array = np.ndarray
QUARTILE = 0.75


@dataclass(frozen=True, slots=True)
class Gain:
    """`now` (None for missing) and `target` are in the indicator's own unit, `gain` in points of the root.

    With a denominator or imputation in the scheme, the unit is that of the quotient and `now` may be imputed.
    """

    code: str
    now: float | None
    target: float
    gain: float


def gains(
    scheme: Scheme,
    columns: Mapping[str, Array],
    units: Sequence[str],
    index: int,
    targets: Mapping[str, float] | None = None,
) -> list[Gain]:
    """Points the root of `units[index]` would gain if each indicator alone stood at its target, the most first.

    `columns` as for `score`. The default target is the upper quartile of all units in the good direction. Who
    is there already gains 0; an indicator without any value is left out; a unit without a root score has no gains.
    """
    ready = prepared(scheme, columns, units)
    leaves = {node.code: indicator_scores(scheme, node, ready[node.code], units) for node in scheme.indicators}
    before = float(root_scores(scheme, leaves)[index])
    if np.isnan(before):
        return []
    moved: list[tuple[Node, float, float, Array]] = []
    for node in scheme.indicators:
        values = ready[node.code].copy()
        target = _target(node, values, targets)
        if target is not None:
            now, values[index] = float(values[index]), target
            there = now * node.direction >= target * node.direction
            moved.append(
                (node, now, target, leaves[node.code] if there else indicator_scores(scheme, node, values, units))
            )
    after = _after(scheme, leaves, moved, index)
    found = [
        Gain(node.code, None if np.isnan(now) else now, target, score - before)
        for (node, now, target, _), score in zip(moved, after, strict=True)
        if not np.isnan(score)
    ]
    return sorted(found, key=lambda one: -one.gain)


def _target(node: Node, values: Array, targets: Mapping[str, float] | None) -> float | None:
    if targets is not None:
        return targets.get(node.code)
    held = values[~np.isnan(values)]
    return float(np.quantile(held * node.direction, QUARTILE) * node.direction) if held.size else None


def _after(
    scheme: Scheme, leaves: Mapping[str, Array], moved: Sequence[tuple[Node, float, float, Array]], index: int
) -> list[float]:
    """The root's score after each move. Only Copeland looks at the other units; a mean takes all moves as one table."""
    if any(node.aggregation == "copeland" for node in scheme.bottom_up):
        return [float(root_scores(scheme, {**leaves, node.code: new})[index]) for node, _, _, new in moved]
    table = {code: np.full(len(moved), values[index]) for code, values in leaves.items()}
    for place, (node, _, _, new) in enumerate(moved):
        table[node.code][place] = new[index]
    return root_scores(scheme, table).tolist() if moved else []
