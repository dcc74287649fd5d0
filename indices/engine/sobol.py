"""Which choice matters: first-order and total Sobol effects.

Sampling after Saltelli 2002 and Saltelli et al. 2010 (doi:10.1016/j.cpc.2009.09.018): matrices A and B, and for each
factor i the matrix AB_i, which is A with the columns of i from B: n (k + 2) evaluations. With V the variance of f:
first S_i = mean(f(B) (f(AB_i) - f(A))) / V (Saltelli 2010), total T_i = mean((f(A) - f(AB_i))^2) / 2V (Jansen 1999).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indices.engine.scheme import Scheme
from indices.engine.uncertainty import FACTORS, Choices, Told, Uncertainty

Array = np.ndarray
Function = Callable[[Array], Array]
_RESAMPLES = 200
_HALF_WIDTH = 1.96


@dataclass(frozen=True, slots=True)
class Effects:
    """`first` and `total` (factors,) or (factors, outputs); 0 where nothing varies. `sureness` (same shape as `total`):
    half the 95 % confidence interval of `total`, from resampled rows."""

    first: Array
    total: Array
    sureness: Array


@dataclass(frozen=True, slots=True)
class RankEffects:
    """Effects of `factors` on the mean shift of all ranks, and on the rank of each unit, (factors, units)."""

    factors: tuple[str, ...]
    shift: Effects
    units: Effects
    mean_shift: float


def effects(
    function: Function,
    bounds: Sequence[tuple[float, float]],
    n: int,
    seed: int,
    groups: Sequence[Sequence[int]] | None = None,
) -> Effects:
    """Effects of uniform inputs within `bounds` on `function`, which takes points (rows, inputs) to (rows,) or
    (rows, outputs). `groups` joins inputs to one factor; `n` is the size of a sample. The same seed, the same effects.
    """
    low, high = np.array(bounds, dtype=np.float64).T
    points = low + (high - low) * design(len(bounds), n, seed, groups or [[at] for at in range(len(bounds))])
    return estimate(np.asarray(function(points), dtype=np.float64), n, seed)


def design(width: int, n: int, seed: int, groups: Sequence[Sequence[int]]) -> Array:
    """Uniform points (n (k + 2), width) in [0, 1): A, then AB_i for each group, then B."""
    a, b = np.random.default_rng(seed).random((2, n, width))
    mixed = []
    for group in groups:
        one = a.copy()
        one[:, group] = b[:, group]
        mixed.append(one)
    return np.concatenate([a, *mixed, b])


def estimate(found: Array, n: int, seed: int) -> Effects:
    """Effects from what the function gave at the points of `design`, in their order."""
    blocks = found.reshape(-1, n, *found.shape[1:])
    first, total = _indices(blocks)
    chance = np.random.default_rng(seed)
    drawn = (chance.integers(n, size=n) for _ in range(_RESAMPLES))
    spread = np.std([_indices(blocks[:, rows])[1] for rows in drawn], axis=0, ddof=1)
    return Effects(first, total, _HALF_WIDTH * spread)


def rank_effects(
    scheme: Scheme,
    columns: Mapping[str, Array],
    *,
    seed: int,
    n: int,
    choices: Choices | None = None,
    told: Told = lambda done, of: None,
) -> RankEffects:
    """Effects of the choices of `Uncertainty` on ranks. The shift of a draw is the mean over the units of how far a rank
    is from the scheme's own (Saisana et al. 2005, eq. 2); `mean_shift` is its mean. A unit left empty counts not.
    """
    shaken = Uncertainty(scheme, columns, choices)
    ranks = shaken.ranks(design(shaken.width, n, seed, shaken.groups), told)
    away = np.abs(ranks - shaken.ranks_now)
    counted = ~np.isnan(away)
    shift = np.where(counted, away, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    one, each = estimate(shift, n, seed), _indices(ranks.reshape(-1, n, ranks.shape[1]))
    return RankEffects(FACTORS, one, Effects(*each, np.full_like(each[1], np.nan)), float(shift.mean()))


def _indices(blocks: Array) -> tuple[Array, Array]:
    """First and total effects from blocks (k + 2, n, ...), first A, last B."""
    a, mixed, b = blocks[0], blocks[1:-1], blocks[-1]
    variance = np.concatenate([a, b]).var(axis=0)
    middle = blocks.mean(axis=(0, 1))  # taken off first, as SALib does: it costs no bias and steadies the estimate
    with np.errstate(all="ignore"):
        first = np.mean((b - middle) * (mixed - a), axis=1) / variance
        total = np.mean((a - mixed) ** 2, axis=1) / (2 * variance)
    return np.where(variance == 0, 0.0, first), np.where(variance == 0, 0.0, total)
