"""Scores of every node of a scheme, from the indicators up to the root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indices.engine.aggregation import aggregate, effective_weights
from indices.engine.errors import DataError
from indices.engine.normalisation import indicator_scores
from indices.engine.preparation import prepared
from indices.engine.ranking import rank
from indices.engine.scheme import Node, Scheme

Array = np.ndarray
_MEANS = {"geometric": "几何平均", "harmonic": "调和平均"}


@dataclass(frozen=True, slots=True)
class Result:
    """Scores (units,) of every node, in the scheme's order, nan where empty; `ranks` are those of the root."""

    units: tuple[str, ...]
    scores: Mapping[str, Array]
    ranks: Array


def score(scheme: Scheme, units: Sequence[str], columns: Mapping[str, Array]) -> Result:
    """Score `units` by `columns`, one array (units,) an indicator in its raw unit, nan for missing; and what else
    the scheme names: denominators, and groups as texts.

    Raise `DataError` where a column is missing, too short, infinite, or does not allow what the scheme asks.
    """
    scores = normalised(scheme, columns, units)
    for node in scheme.bottom_up:
        scores[node.code] = _score_of(scheme, node, scores, units)
    ordered = {node.code: scores[node.code] for node in scheme.nodes}
    return Result(tuple(units), ordered, rank(ordered[scheme.root.code]))


def normalised(scheme: Scheme, columns: Mapping[str, Array], units: Sequence[str]) -> dict[str, Array]:
    """Normalised scores of every indicator."""
    ready = prepared(scheme, columns, units)
    return {node.code: indicator_scores(scheme, node, ready[node.code], units) for node in scheme.indicators}


def children_scores(scheme: Scheme, node: Node, scores: Mapping[str, Array]) -> Array:
    """What `node` aggregates, (children, units): its children's scores, lifted to the floor, then held to the limit.

    A missing sibling limits nothing; a missing child stays missing.
    """
    children = [child.code for child in scheme.children[node.code]]
    values = np.maximum(np.stack([scores[code] for code in children]), node.floor)
    if node.limit is not None:
        child = values[children.index(node.limit.child)]
        most = values[children.index(node.limit.by)] + node.limit.plus
        np.minimum(child, most, out=child, where=~np.isnan(most))
    return values


def weights_of(scheme: Scheme, node: Node) -> Array:
    """Weights (children,) as the scheme states them."""
    return np.array([child.weight for child in scheme.children[node.code]])


def _score_of(scheme: Scheme, node: Node, scores: Mapping[str, Array], units: Sequence[str]) -> Array:
    values, weights = children_scores(scheme, node, scores), weights_of(scheme, node)
    if node.aggregation in _MEANS:
        _refuse_negatives(scheme, node, values, weights, units)
    found = aggregate(node.aggregation, values, weights, node.min_share)
    if np.isinf(found).any():
        raise DataError(f"节点「{node.code}」单位「{units[int(np.isinf(found).argmax())]}」的数值太大，无法计算。")
    return found


def _refuse_negatives(scheme: Scheme, node: Node, values: Array, weights: Array, units: Sequence[str]) -> None:
    if not (values < 0).any():
        return
    wrong = np.argwhere((values < 0) & (effective_weights(values, weights, node.min_share) > 0))
    if wrong.size:
        child, unit = wrong[0]
        code, found = scheme.children[node.code][child].code, float(values[child, unit])
        method = _MEANS[node.aggregation]
        raise DataError(f"节点「{node.code}」不能对负数求{method}：单位「{units[unit]}」的「{code}」得分为 {found!r}。")
