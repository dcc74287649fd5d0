"""Ranks under many draws of the choices behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indices.engine.scheme import Scheme
from indices.engine.uncertainty import Choices, Drawn, Told, Uncertainty

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Simulation:
    """`ranks` (draws, units), nan where a draw leaves a unit empty; `ranks_now` (units,) those of the scheme itself.

    `drawn` says what each draw took of `choices`; `removable` names the indicators that `drawn.left_out` counts from 1;
    `kept` the indicators that an alternative normalisation could not score.
    """

    ranks: Array
    ranks_now: Array
    choices: Choices
    drawn: Drawn
    removable: tuple[str, ...]
    kept: Mapping[str, list[str]]

    def interval(self, share: float = 0.90) -> tuple[Array, Array]:
        """The middle `share` of each unit's ranks: the better end and the worse end, (units,) each."""
        return middle(self.ranks, share)


def simulate(
    scheme: Scheme,
    columns: Mapping[str, Array],
    *,
    seed: int,
    draws: int,
    choices: Choices | None = None,
    told: Told = lambda done, of: None,
) -> Simulation:
    """Draw `draws` times over treatment, normalisation, weights, aggregation and one indicator left out.

    `columns` as for `score`; the same seed gives the same draws. `told` hears (done, of); an exception of its own ends
    the work. Raise `ScoringError` where the scheme cannot score the table.
    """
    shaken = Uncertainty(scheme, columns, choices)
    uniforms = np.random.default_rng(seed).random((draws, shaken.width))
    ranks = shaken.ranks(uniforms, told)
    drawn = shaken.drawn(uniforms)
    return Simulation(ranks, shaken.ranks_now, shaken.choices, drawn, tuple(shaken.removable), shaken.kept)


def middle(ranks: Array, share: float) -> tuple[Array, Array]:
    """The middle `share` of each column, nan left aside, ends rounded outwards to ranks that occurred."""
    ordered = np.sort(ranks, axis=0)
    last = np.maximum((~np.isnan(ranks)).sum(axis=0) - 1, 0)
    tail = (1 - share) / 2
    low = np.floor(tail * last).astype(int)
    high = np.ceil((1 - tail) * last).astype(int)
    places = np.arange(ranks.shape[1])
    return ordered[low, places], ordered[high, places]
