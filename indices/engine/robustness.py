"""How sure a rank is: the scheme's own choices, shaken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from indices.engine.montecarlo import simulate
from indices.engine.scheme import Scheme
from indices.engine.uncertainty import OWN, Choices

Array = np.ndarray


def rank_interval(
    scheme: Scheme, columns: Mapping[str, Array], *, seed: int, draws: int = 200, spread: float = 0.25
) -> tuple[Array, Array]:
    """The 90 % interval of each unit's rank, as two arrays (units,): the better end and the worse end.

    Each of `draws` Monte Carlo draws multiplies every weight by a uniform 1 ± `spread` (weights are relative, so they
    renormalise themselves), takes the scheme's own normalisation or another, the root's own aggregation or an
    arithmetic mean, and leaves out one indicator or none (never an only child). Same seed, same interval. Units empty
    in every draw are nan. After Saisana, Saltelli and Tarantola 2005.
    """
    choices = replace(Choices.of(scheme), treatments=(OWN,), aggregations=(OWN, "arithmetic"), spread=spread)
    return simulate(scheme, columns, seed=seed, draws=draws, choices=choices).interval()
