"""From raw values to scores: treatment, transform, direction, normalisation, in this order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indices.engine.errors import DataError
from indices.engine.options import Normalisation
from indices.engine.scheme import Node, Scheme
from indices.engine.treatment import winsorise

Array = np.ndarray


def indicator_scores(scheme: Scheme, node: Node, values: Array, units: Sequence[str]) -> Array:
    """Score one column (units,), nan for missing. `units` only serve to name a wrong cell.

    Raise `DataError` for the logarithm of 0 or less, for a column without spread under min-max or z-score and for
    numbers too large to reckon with.
    """
    if scheme.treatment is not None:
        values = winsorise(values, scheme.treatment)
    normalisation = scheme.normalisation_of(node)
    with np.errstate(all="ignore"):
        scores = _normalised(node, normalisation, _transformed(node, values, units))
    lost = np.isinf(scores) | (np.isnan(scores) & ~np.isnan(values))
    if lost.any() and normalisation.method != "percentile-rank":
        raise DataError(f"节点「{node.code}」单位「{units[int(lost.argmax())]}」的数值太大，无法计算。")
    return scores


def _transformed(node: Node, values: Array, units: Sequence[str]) -> Array:
    if node.transform == "none":
        return values
    wrong = values <= 0
    if wrong.any():
        place = int(wrong.argmax())
        raise DataError(
            f"节点「{node.code}」单位「{units[place]}」的值 {float(values[place])!r} 不大于 0，不能取对数。"
        )
    return np.log(values)


def _normalised(node: Node, normalisation: Normalisation, values: Array) -> Array:
    if normalisation.method == "goalposts":
        return _goalposts(values, normalisation, node)
    present = values[~np.isnan(values)]
    if present.size == 0:
        return values
    if normalisation.method in ("min-max", "z-score") and present.min() == present.max():
        raise DataError(
            f"节点「{node.code}」各单位的值（处理和变换之后）全都一样，不能用 {normalisation.method} 归一化。"
        )
    return _RELATIVE[normalisation.method](values * node.direction, present * node.direction, normalisation)


def _goalposts(values: Array, normalisation: Normalisation, node: Node) -> Array:
    """Position between fixed goalposts: (x - low) / (high - low), or 1 minus it; capped to 0..1 unless told otherwise.

    The goalposts are in the data's own unit and transformed with it (UNDP HDI technical note 1; COINr `n_goalposts`).
    """
    low, high = (np.log(end) if node.transform == "ln" else end for end in (normalisation.low, normalisation.high))
    share = (values - low) / (high - low)
    if normalisation.cap:
        share = np.clip(share, 0.0, 1.0)
    return _spread(share if node.direction == 1 else 1 - share, normalisation)


def _min_max(values: Array, present: Array, normalisation: Normalisation) -> Array:
    """(x - min) / (max - min), onto `range`."""
    return _spread((values - present.min()) / (present.max() - present.min()), normalisation)


def _z_score(values: Array, present: Array, normalisation: Normalisation) -> Array:
    """(x - mean) / standard deviation with n - 1."""
    return (values - present.mean()) / present.std(ddof=1)


def _rank(values: Array, present: Array, normalisation: Normalisation) -> Array:
    """1 = smallest, ties share the lower number."""
    ranks = np.searchsorted(np.sort(present), values, side="left") + 1.0
    return np.where(np.isnan(values), np.nan, ranks)


def _percentile_rank(values: Array, present: Array, normalisation: Normalisation) -> Array:
    """(rank - 1) / (n - 1), n without the missing; a single value has no percentile and stays empty."""
    return (_rank(values, present, normalisation) - 1) / (present.size - 1)


def _unchanged(values: Array, present: Array, normalisation: Normalisation) -> Array:
    return values


def _spread(share: Array, normalisation: Normalisation) -> Array:
    low, high = normalisation.range
    return share * (high - low) + low


_RELATIVE: dict[str, Callable[[Array, Array, Normalisation], Array]] = {
    "min-max": _min_max,
    "z-score": _z_score,
    "rank": _rank,
    "percentile-rank": _percentile_rank,
    "none": _unchanged,
}
