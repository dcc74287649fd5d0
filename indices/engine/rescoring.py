"""Scores again and again from the same normalised leaves: what a slider, a live update or a draw asks for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indices.engine.aggregation import aggregate
from indices.engine.scheme import Scheme
from indices.engine.scoring import children_scores

Array = np.ndarray


def root_scores(scheme: Scheme, leaves: Mapping[str, Array], weights: Mapping[str, float] | None = None) -> Array:
    """The root's scores (units,) from `leaves`, which `scoring.normalised` made once.

    With the scheme's own weights these are the bytes of `score`.
    """
    return node_scores(scheme, leaves, weights)[scheme.root.code]


def node_scores(
    scheme: Scheme, leaves: Mapping[str, Array], weights: Mapping[str, float] | None = None
) -> dict[str, Array]:
    """Scores (units,) of every node. `weights` replaces the weight of the nodes it names; they need no sum.

    A weight must not be negative; a node all of whose children weigh 0 is nan, as is a mean that a negative forbids.
    """
    by = weights or {}
    scores = dict(leaves)
    for node in scheme.bottom_up:
        own = np.array([by.get(child.code, child.weight) for child in scheme.children[node.code]])
        scores[node.code] = aggregate(node.aggregation, children_scores(scheme, node, scores), own, node.min_share)
    return scores
