"""The root's scores for many draws at once: each draw has weights of its own, all share the normalised leaves.

Everywhere (draws, units) is the shape of a node's scores, (children, units) or (children, draws, units) that of what it
aggregates. Sums run through `einsum` without BLAS, so that the number of threads changes no bit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indices.engine.aggregation import SLACK, aggregate
from indices.engine.errors import DataError
from indices.engine.scheme import Node, Scheme
from indices.engine.scoring import children_scores

Array = np.ndarray


def draw_scores(scheme: Scheme, leaves: Mapping[str, Array], weights: Array) -> Array:
    """Root scores (draws, units), as `rescoring.root_scores` would give them one by one.

    `weights` (draws, nodes) stand in the order of `scheme.nodes`. Raise `DataError` where a mean meets a negative.
    """
    place = {node.code: at for at, node in enumerate(scheme.nodes)}
    scores = dict(leaves)
    for node in scheme.bottom_up:
        own = weights[:, [place[child.code] for child in scheme.children[node.code]]]
        scores[node.code] = _aggregated(scheme, node, scores, own)
    return scores[scheme.root.code]


def _aggregated(scheme: Scheme, node: Node, scores: Mapping[str, Array], weights: Array) -> Array:
    children = {child.code: scores[child.code] for child in scheme.children[node.code]}
    if len({values.ndim for values in children.values()}) > 1:  # indicators beside aggregates
        shape = max((values.shape for values in children.values()), key=len)
        children = {code: np.broadcast_to(values, shape) for code, values in children.items()}
    values = children_scores(scheme, node, children)
    if node.aggregation != "copeland":
        return _mean(node, values, weights)
    tables = values.transpose(1, 0, 2) if values.ndim == 3 else [values] * len(weights)
    rows = [aggregate("copeland", table, own, node.min_share) for table, own in zip(tables, weights, strict=True)]
    return np.stack(rows)


def _mean(node: Node, values: Array, weights: Array) -> Array:
    """Weighted mean of each draw, weights renormalised over what each unit has; see `aggregation.aggregate`."""
    missing, whole = np.isnan(values), weights.sum(axis=1)[:, None]
    total = _summed(weights, ~missing) if missing.any() else whole
    enough = (total > 0) & (total >= (node.min_share - SLACK) * whole)
    shares = np.where(enough, total, np.nan)
    with np.errstate(all="ignore"):
        if node.aggregation == "arithmetic":
            return _summed(weights, np.where(missing, 0.0, values)) / shares
        if (values < 0).any():
            raise DataError(f"节点「{node.code}」有负数得分，不能求几何平均或调和平均，无法检验。")
        zero = values == 0
        inner = np.log(values) if node.aggregation == "geometric" else 1 / values
        mean = _summed(weights, np.where(missing | zero, 0.0, inner)) / shares
        mean = np.exp(mean) if node.aggregation == "geometric" else 1 / mean
    return np.where(enough & (_summed(weights, zero) > 0), 0.0, mean) if zero.any() else mean


def _summed(weights: Array, values: Array) -> Array:
    """Sum over the children of weight times value, (draws, units)."""
    return np.einsum("dc,cu->du" if values.ndim == 2 else "dc,cdu->du", weights, values.astype(np.float64, copy=False))
