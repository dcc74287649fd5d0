"""How firm the ranks of a level are: intervals, what each indicator weighs, how indicators hang together, the last trial."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from governance.access import codes
from governance.access.models import User
from governance.access.scoping import ranges
from governance.jobs.models import JobRun
from indices.engine import diagnostics
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun, Score, Trial
from indices.selectors.runs import score_of

TRIAL = "indices.trial"
"""The job that works out one trial on request."""
LATELY = 200
CLOSE = 0.9
"""Two indicators that correlate so say nearly the same twice."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's rank and the ends of its 90 % interval, of the trial or of the nightly run."""

    score: Score
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Weight:
    """An indicator: its weight on paper, what it explains, and what ranks would be without it (None: an only child)."""

    code: str
    name: str
    nominal: float
    explained: float | None
    removal: diagnostics.Removal | None


@dataclass(frozen=True, slots=True)
class Robustness:
    run: IndexRun
    level: str
    engine: Engine
    rows: Sequence[Score]
    trial: Trial | None

    @property
    def is_stale(self) -> bool:
        """Whether the run was computed anew after the trial."""
        return self.trial is not None and self.trial.result["scores"] != self.run.scores_hash

    @property
    def standings(self) -> list[Standing]:
        ends = {} if self.trial is None or self.is_stale else self.trial.result["intervals"]
        return [
            Standing(row, *ends.get(row.division_id, (row.rank_low, row.rank_high))) for row in self.rows if row.rank
        ]

    @property
    def weights(self) -> list[Weight]:
        """Every indicator, those whose removal moves ranks most first."""
        table = self._table()
        leaves = {node.code: table[node.code] for node in self.engine.indicators}
        without = {one.code: one for one in diagnostics.removals(self.engine, leaves)}
        found = [
            Weight(one.code, name_of(one.code), one.nominal, one.explained, without.get(one.code))
            for one in diagnostics.influences(self.engine, table)
        ]
        return sorted(found, key=lambda one: -(one.removal.mean_shift if one.removal else -1))

    def correlations(self, code: str) -> list[tuple[str, str, list[float | None]]]:
        """(code, name, coefficients) of each indicator below the node `code`: Spearman's, of normalised scores."""
        below, table = diagnostics.below(self.engine, code), self._table()
        matrix = diagnostics.correlations(np.stack([table[one] for one in below], axis=1), "spearman")
        return [
            (one, name_of(one), [None if np.isnan(value) else round(float(value), 2) for value in row])
            for one, row in zip(below, matrix, strict=True)
        ]

    def _table(self) -> dict[str, np.ndarray]:
        """Scores (units,) of every node, nan for missing."""
        return {
            node.code: np.array([row.nodes.get(node.code) for row in self.rows], dtype=np.float64)
            for node in self.engine.nodes
        }


def robustness(user: User, code: str, period: str, level: str) -> Robustness | None:
    """The level of the run of the district `code`; None where `user` may not read the district's own score."""
    top = score_of(user, code, period)
    if top is None or top.division_id != top.run.division_id:
        return None
    rows = Score.objects.filter(run=top.run, level=level).select_related("division").order_by("rank", "division")
    trial = Trial.objects.filter(run=top.run, level=level).select_related("created_by").first()
    return Robustness(top.run, level, Engine.from_dict(top.run.scheme_version.definition), list(rows), trial)


def name_of(code: str) -> str:
    """The indicator's name; a code that no indicator has is its own name."""
    try:
        return indicator(code).name
    except KeyError:
        return code


def run_for(user: User, pk: uuid.UUID) -> JobRun | None:
    """A trial being worked out, for those who may ask for one there."""
    run = JobRun.objects.filter(job=TRIAL, pk=pk).first()
    reach = ranges(user, "indices.add_trial")
    return run if run and codes.contains(reach, run.arguments["division"]) else None


def working(user: User, run: IndexRun) -> list[JobRun]:
    """Trials of `run` that wait or are being worked out."""
    found = JobRun.objects.filter(job=TRIAL, period__startswith=f"{run.pk}:").exclude(state__in=JobRun.OVER)
    reach = ranges(user, "indices.add_trial")
    return list(found[:LATELY]) if codes.contains(reach, run.division_id) else []
