"""The scoring engine: pure Python and numpy, knowing neither Django nor a database.

`Scheme.from_dict` checks a scheme, `score` computes it, `explain` takes one unit's score apart, `rank` orders, `run` is
the whole of `manage.py score_table`. A table goes through denomination, screening, imputation (`preparation`),
treatment, transform, direction, normalisation, aggregation.

Around it: `rescoring` for sliders and live updates, `gains` for what would move a unit most, `weighting` for where weights
come from, `montecarlo` and `sobol` for how sure a rank is and why, `diagnostics` for correlations, influence and removal.
"""

from __future__ import annotations

from indices.engine.errors import DataError, SchemeError, ScoringError
from indices.engine.explanation import Explanation, explain
from indices.engine.gains import Gain, gains
from indices.engine.montecarlo import Simulation, simulate
from indices.engine.program import run
from indices.engine.ranking import rank
from indices.engine.rescoring import node_scores, root_scores
from indices.engine.robustness import rank_interval
from indices.engine.scheme import Node, Scheme
from indices.engine.scoring import Result, normalised, score
from indices.engine.sobol import effects, rank_effects
from indices.engine.uncertainty import Choices

__all__ = [
    "Choices",
    "DataError",
    "Explanation",
    "Gain",
    "Node",
    "Result",
    "Scheme",
    "SchemeError",
    "ScoringError",
    "Simulation",
    "effects",
    "explain",
    "gains",
    "node_scores",
    "normalised",
    "rank",
    "rank_effects",
    "rank_interval",
    "root_scores",
    "run",
    "score",
    "simulate",
]
