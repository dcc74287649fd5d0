"""How sure a rank is: the scheme's own choices, shaken."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indices.engine.aggregation import aggregate
from indices.engine.ranking import rank
from indices.engine.scheme import Scheme
from indices.engine.scoring import children_scores, normalised

Array = np.ndarray


def rank_interval(
    scheme: Scheme, columns: Mapping[str, Array], *, seed: int, draws: int = 200, spread: float = 0.25
) -> tuple[Array, Array]:
    """The 90 % interval of each unit's rank, as two arrays (units,): the better end and the worse end.

    Each of `draws` Monte Carlo draws multiplies every weight by a uniform 1 ± `spread` (weights are relative, so they
    renormalise themselves), tosses whether the root is its own aggregation or an arithmetic mean, and leaves out one
    indicator or none (never an only child). Same seed, same interval. Units empty in every draw are nan.
    After Saisana, Saltelli and Tarantola 2005.
    """
    units = [f"第 {place} 个" for place in range(1, len(next(iter(columns.values()), ())) + 1)]
    leaves = normalised(scheme, columns, units)
    if len(units) == 1:  # alone it is first, whatever is drawn, if it has a score at all
        alone = rank(_root_score(scheme, leaves, {node.code: node.weight for node in scheme.nodes}, plain=False))
        return alone, alone
    chance = np.random.default_rng(seed)
    removable = _removable(scheme)
    ranks = np.empty((draws, len(units)))
    for draw in range(draws):
        shaken = chance.uniform(1 - spread, 1 + spread, len(scheme.nodes))
        weights = {node.code: node.weight * by for node, by in zip(scheme.nodes, shaken, strict=True)}
        left_out = int(chance.integers(len(removable) + 1))
        if left_out:
            weights[removable[left_out - 1]] = 0.0
        ranks[draw] = rank(_root_score(scheme, leaves, weights, plain=bool(chance.integers(2))))
    return _middle(ranks, 0.90)


def _root_score(scheme: Scheme, leaves: Mapping[str, Array], weights: Mapping[str, float], *, plain: bool) -> Array:
    scores = dict(leaves)
    for node in scheme.bottom_up:
        own = np.array([weights[child.code] for child in scheme.children[node.code]])
        method = "arithmetic" if plain and node is scheme.root else node.aggregation
        scores[node.code] = aggregate(method, children_scores(scheme, node, scores), own, node.min_share)
    return scores[scheme.root.code]


def _removable(scheme: Scheme) -> list[str]:
    """Indicators whose parent can do without them."""
    return [
        node.code
        for node in scheme.indicators
        if node.parent is not None
        and any(other.weight > 0 for other in scheme.children[node.parent] if other is not node)
    ]


def _middle(ranks: Array, share: float) -> tuple[Array, Array]:
    """The middle `share` of each column, nan left aside, ends rounded outwards to ranks that occurred."""
    ordered = np.sort(ranks, axis=0)
    last = np.maximum((~np.isnan(ranks)).sum(axis=0) - 1, 0)
    tail = (1 - share) / 2
    low = np.floor(tail * last).astype(int)
    high = np.ceil((1 - tail) * last).astype(int)
    places = np.arange(ranks.shape[1])
    return ordered[low, places], ordered[high, places]
