"""Treatment of outliers: skewness, kurtosis and winsorising."""

from __future__ import annotations

import math

import numpy as np

from indices.engine.options import Treatment

Array = np.ndarray
SLACK = 1e-9  # one outlier among four has a skewness of exactly 2, if only floats could say so


def skewness(values: Array) -> float:
    """Adjusted Fisher-Pearson skewness, as pandas `.skew()`; nan below three values or without spread.

    G1 = sqrt(n(n-1))/(n-2) * (sum d^3/n) / (sum d^2/n)^1.5 with d the deviations from the mean
    (Joanes and Gill 1998, type 2; COINr `skew`).
    """
    n, d = len(values), _deviations(values)
    if n < 3 or d is None:
        return math.nan
    square = d * d
    g1 = np.mean(square * d) / np.mean(square) ** 1.5
    return float(g1 * math.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Array) -> float:
    """Adjusted excess kurtosis, as pandas `.kurt()`; nan below four values or without spread.

    G2 = (n-1)/((n-2)(n-3)) * ((n+1) g2 + 6) with g2 = n sum d^4 / (sum d^2)^2 - 3 (type 2; COINr `kurt`).
    """
    n, d = len(values), _deviations(values)
    if n < 4 or d is None:
        return math.nan
    square = d * d
    g2 = np.mean(square * square) / np.mean(square) ** 2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))


def winsorise(values: Array, treatment: Treatment) -> Array:
    """Pull the outermost values inwards until the column passes or enough cells are replaced.

    `values` is (units,) with nan for missing; a new array is returned. Each turn all cells equal to the
    maximum (skewness >= 0) or the minimum become the next value inwards, so ties may overshoot the limit. A cell
    replaced twice counts once (COINr `winsorise`).
    """
    present = ~np.isnan(values)
    x = values[present]
    replaced = np.zeros(len(x), dtype=bool)
    while replaced.sum() < treatment.max_points:
        skew = skewness(x)
        if not (abs(skew) >= treatment.skewness - SLACK and kurtosis(x) >= treatment.kurtosis - SLACK):
            break
        outermost = x == (x.max() if skew >= 0 else x.min())
        rest = x[~outermost]
        x[outermost] = rest.max() if skew >= 0 else rest.min()
        replaced |= outermost
    treated = values.copy()
    treated[present] = x
    return treated


def _deviations(values: Array) -> Array | None:
    """Deviations from the mean, scaled to at most 1 so that no power overflows; None without spread."""
    if len(values) == 0 or values.min() == values.max():
        return None
    d = values - values.mean()
    return d / np.abs(d).max()
