"""The scoring engine: pure Python and numpy, knowing neither Django nor a database.

`Scheme.from_dict` checks a scheme, `score` computes it, `explain` takes one unit's score apart, `rank` orders,
`rank_interval` says how sure a rank is, `run` is the whole of `manage.py score_table`.
"""

from __future__ import annotations

from indices.engine.errors import DataError, SchemeError, ScoringError
from indices.engine.explanation import Explanation, explain
from indices.engine.program import run
from indices.engine.ranking import rank
from indices.engine.robustness import rank_interval
from indices.engine.scheme import Node, Scheme
from indices.engine.scoring import Result, score

__all__ = [
    "DataError",
    "Explanation",
    "Node",
    "Result",
    "Scheme",
    "SchemeError",
    "ScoringError",
    "explain",
    "rank",
    "rank_interval",
    "run",
    "score",
]
