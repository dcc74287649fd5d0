"""A survey's mean with its uncertainty, one submission or several pooled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from indices.submissions.models import Submission

Z95 = 1.959964
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """`low` and `high` bound the 95 % interval; None where a deviation is not known."""

    mean: float
    answers: int
    low: float | None = None
    high: float | None = None


def estimate(rows: Iterable[Submission]) -> Estimate | None:
    """Pooled over what `rows` tell: the variance within each survey and between their means. None without an answer.

    s² = (Σ (nᵢ-1) sᵢ² + Σ nᵢ (xᵢ - x)²) / (n - 1);  x ± 1.96 s / √n, between 0 and 100.
    """
    known = [one for one in rows if one.denominator]
    answers = sum(float(one.denominator or 0) for one in known)
    if not answers:
        return None
    mean = sum(float(one.numerator) for one in known) / answers
    if answers < 2 or any(one.deviation is None for one in known):
        return Estimate(mean, int(answers))
    half = Z95 * math.sqrt(sum(_squares(one, mean) for one in known) / (answers - 1) / answers)
    return Estimate(mean, int(answers), max(0.0, mean - half), min(100.0, mean + half))


def _squares(one: Submission, mean: float) -> float:
    answers, deviation = float(one.denominator or 0), float(one.deviation or 0)
    return (answers - 1) * deviation**2 + answers * (float(one.numerator) / answers - mean) ** 2
