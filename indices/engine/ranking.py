"""Ranks of scores."""

from __future__ import annotations

import numpy as np

PLACES = 10
"""Scores are compared after rounding to so many places, so that noise in the last bits makes no rank."""


def rounded(scores: np.ndarray) -> np.ndarray:
    """Scores as they are compared; a score too large to round stands as it is."""
    with np.errstate(all="ignore"):
        near = np.round(scores, PLACES)
    return np.where(np.isfinite(near), near, scores)


def rank(scores: np.ndarray) -> np.ndarray:
    """Rank (units,) scores: 1 = best, ties share the lower number, nan stays nan."""
    falling = -rounded(scores)
    ranks = np.searchsorted(np.sort(falling[~np.isnan(falling)]), falling, side="left") + 1.0
    return np.where(np.isnan(scores), np.nan, ranks)
