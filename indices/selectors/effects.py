"""What the change from one version of a scheme to another does to the ranks of a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from governance.access.models import Division, User
from indices.engine.errors import ScoringError
from indices.models import IndexRun, SchemeVersion, Score
from indices.selectors.runs import MONTHS, preferred
from indices.selectors.workbench import Outcome, attempt, peers, runs_for, unheard


@dataclass(frozen=True, slots=True)
class Move:
    """A unit's ranks and scores under both; `by` is positive for who rose."""

    before: Score
    after: Score

    @property
    def by(self) -> int | None:
        was, now = self.before.rank, self.after.rank
        return None if was is None or now is None else was - now


@dataclass(frozen=True, slots=True)
class Effect:
    """`moves` in the order of the new ranks; `correlation` is Spearman's, None with fewer than three ranked units.

    `tried`: not both computed the period; both were worked out now from the figures that one run of it stored.
    """

    period: str
    moves: list[Move]
    correlation: float | None
    tried: bool = False

    @property
    def moved(self) -> int:
        return sum(bool(one.by) for one in self.moves)

    @property
    def furthest(self) -> int:
        return max((abs(one.by) for one in self.moves if one.by), default=0)


def periods(user: User, before: SchemeVersion, after: SchemeVersion) -> list[str]:
    """Those of which either computed something that `user` may read, newest first."""
    runs = IndexRun.objects.for_reader(user).filter(scheme_version__in=[before, after])
    return list(runs.order_by("-period").values_list("period", flat=True).distinct()[:MONTHS])


def effect(
    user: User,
    before: SchemeVersion,
    after: SchemeVersion,
    *,
    level: str = Division.Level.SUBDISTRICT,
    period: str = "",
) -> Effect | None:
    """Of `period`, or of the newest one that both computed; else from stored figures; None where these do not suffice."""
    runs = (
        IndexRun.objects.for_reader(user).filter(scheme_version__in=[before, after]).order_by("-period", *preferred())
    )
    found: dict[tuple[str, str], dict[Any, IndexRun]] = {}
    for run in runs.filter(period=period) if period else runs:
        found.setdefault((run.period, run.division_id), {}).setdefault(run.scheme_version_id, run)
    both = next((pair for pair in found.values() if len(pair) == 2), None)
    if both is None:
        return _tried(user, before, after, level, period)
    return _effect(user, both[before.pk], both[after.pk], level)


def _effect(user: User, before: IndexRun, after: IndexRun, level: str) -> Effect:
    scores = Score.objects.for_reader(user).filter(run__in=[before, after], level=level).select_related("division")
    pairs: dict[str, dict[Any, Score]] = {}
    for one in scores.defer("nodes"):
        pairs.setdefault(one.division_id, {})[one.run_id] = one
    moves = [Move(pair[before.pk], pair[after.pk]) for pair in pairs.values() if len(pair) == 2]
    return _of(after.period, moves, tried=False)


def _of(period: str, moves: list[Move], *, tried: bool) -> Effect:
    moves.sort(key=lambda one: (one.after.rank is None, one.after.rank, one.after.division_id))
    return Effect(period, moves, _spearman(moves), tried)


def _tried(user: User, before: SchemeVersion, after: SchemeVersion, level: str, period: str) -> Effect | None:
    """From the newest run that stored every indicator of both. None of what is worked out here is kept."""
    if before == after or before.division_id != after.division_id:
        return None
    for version in (after, before):
        run = next((one for one in runs_for(user, version) if not period or one.period == period), None)
        among = peers(user, run, level) if run else None
        if run and among and among.units and not any(unheard(one.definition, among) for one in (before, after)):
            try:
                outcomes = [attempt(one.definition, among) for one in (before, after)]
            except ScoringError:
                return None
            return _of(run.period, list(_moves(*outcomes)), tried=True)
    return None


def _moves(before: Outcome, after: Outcome) -> Iterator[Move]:
    was = {one.code: one for one in before.rows}
    for now in after.rows:
        place, then = Division(code=now.code, name=now.name), was[now.code]
        yield Move(
            Score(division=place, rank=then.rank, score=then.score),
            Score(division=place, rank=now.rank, score=now.score),
        )


def _spearman(moves: list[Move]) -> float | None:
    """Pearson's on the ranks: ties share one, so the short formula would not hold."""
    ranks = np.array([(one.before.rank, one.after.rank) for one in moves if one.by is not None], dtype=float)
    if len(ranks) < 3 or (np.ptp(ranks, axis=0) == 0).any():
        return None
    return float(np.corrcoef(ranks.T)[0, 1])
