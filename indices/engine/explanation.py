"""One unit's score, taken apart node by node."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from indices.engine.aggregation import effective_weights
from indices.engine.scheme import Node, Scheme
from indices.engine.scoring import Result, children_scores, weights_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """A node as one unit has it. None stands for missing.

    `counted` is the score as its parent takes it, after floor and limit; `effective_weight` the weight renormalised
    over the siblings this unit has; `contribution` = effective_weight * counted. `adjustment` = score - sum of the
    children's contributions: 0 for an arithmetic mean, for a geometric or harmonic one the points lost to imbalance.
    It is None for an indicator and under Copeland, where the children have no contributions either.
    """

    node: Node
    score: float | None
    counted: float | None
    weight: float
    effective_weight: float | None
    contribution: float | None
    adjustment: float | None
    children: tuple[Explanation, ...]


def explain(scheme: Scheme, result: Result, unit_index: int) -> Explanation:
    """Explain the root's score of the unit at `unit_index` of `result.units`; IndexError where there is none."""
    scores = {code: values[[unit_index]] for code, values in result.scores.items()}
    counted = {scheme.root.code: float(scores[scheme.root.code][0])}
    shares = {scheme.root.code: 1.0}
    for node in scheme.bottom_up:
        values = children_scores(scheme, node, scores)
        parts = effective_weights(values, weights_of(scheme, node), node.min_share)
        for child, value, part in zip(scheme.children[node.code], values[:, 0], parts[:, 0], strict=True):
            counted[child.code], shares[child.code] = float(value), float(part)
    told: dict[str, Explanation] = {}
    for node in (*scheme.indicators, *scheme.bottom_up):
        children = tuple(told[child.code] for child in scheme.children[node.code])
        own = float(scores[node.code][0])
        told[node.code] = _told(scheme, node, own, counted[node.code], shares[node.code], children)
    return told[scheme.root.code]


def _told(
    scheme: Scheme, node: Node, own: float, counted: float, share: float, children: tuple[Explanation, ...]
) -> Explanation:
    ranked_above = node.parent is not None and scheme.by_code[node.parent].aggregation == "copeland"
    parts = [child.contribution or 0.0 for child in children]
    adds_up = bool(children) and node.aggregation != "copeland"
    return Explanation(
        node=node,
        score=_known(own),
        counted=_known(counted),
        weight=node.weight,
        effective_weight=_known(share),
        contribution=None if ranked_above else _known(share * counted),
        adjustment=_known(own - math.fsum(parts)) if adds_up else None,
        children=children,
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
