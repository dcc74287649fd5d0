"""Weighted means and Copeland's rule over the children of one node.

Everywhere `values` is (children, units) with nan for missing, `weights` is (children,).
"""

from __future__ import annotations

import numpy as np

from indices.engine.ranking import rounded

Array = np.ndarray
SLACK = 1e-12  # weights such as 0.1 + 0.2 and 0.3 are the same weight
_BLOCK = 4_000_000  # pairs compared at once by Copeland: 32 MB


def effective_weights(values: Array, weights: Array, min_share: float) -> Array:
    """Weights (children, units) renormalised over what each unit has; all nan where less than `min_share` is there."""
    held = np.where(np.isnan(values), 0.0, weights[:, None])
    total = held.sum(axis=0)
    enough = (total > 0) & (total >= (min_share - SLACK) * weights.sum())
    return held / np.where(enough, total, np.nan)


def aggregate(method: str, values: Array, weights: Array, min_share: float) -> Array:
    """Aggregate (children, units) into (units,); a unit without enough children is nan.

    Arithmetic sum(w x), geometric exp(sum(w ln x)), harmonic 1 / sum(w / x), with w renormalised to 1 for each unit;
    the last two are 0 with a 0 and nan with a negative. A child of weight 0 takes no part.
    """
    shares = effective_weights(values, weights, min_share)
    with np.errstate(all="ignore"):
        if method == "copeland":
            return np.where(np.isnan(shares[0]), np.nan, copeland(values, weights))
        if method == "arithmetic":
            return _weighted(shares, values)
        zero = ((values == 0) & (shares > 0)).any(axis=0)
        if method == "geometric":
            mean = np.exp(_weighted(shares, np.log(values)))
        else:
            mean = 1 / _weighted(shares, np.where(values < 0, np.nan, 1 / values))
        return np.where(zero, 0.0, mean)


def copeland(values: Array, weights: Array) -> Array:
    """Wins minus losses of each unit against every other (Copeland 1951; Munda 2008).

    i beats j when the weight of the children where i > j, plus half the weight of ties, exceeds half the weight of the
    children both have: the same as more weight for i than against it. None in common is a draw. Values are compared
    as ranks are, after rounding.
    """
    values = rounded(values)
    units = values.shape[1]
    slack = SLACK * weights.sum()
    scores = np.empty(units)
    step = max(1, _BLOCK // max(1, units))
    for start in range(0, units, step):
        block = slice(start, start + step)
        lead = np.zeros((len(scores[block]), units))
        for child, weight in zip(values, weights, strict=True):
            mine = child[block, None]
            lead += weight * np.subtract(mine > child, mine < child, dtype=np.float64)
        scores[block] = (lead > slack).sum(axis=1) - (lead < -slack).sum(axis=1)
    return scores


def _weighted(shares: Array, values: Array) -> Array:
    """Sum over the children that take part; nan stays where the unit itself is empty."""
    return np.where(shares == 0, 0.0, shares * values).sum(axis=0)
