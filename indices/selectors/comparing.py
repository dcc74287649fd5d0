"""What changed between two versions of a scheme, and what that did to the ranks of a period that both computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from governance.access.models import Division, User
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.indicators import Indicator, indicator
from indices.looks import DIMENSIONS, Dimension
from indices.models import IndexRun, SchemeVersion, Score
from indices.selectors.runs import preferred
from indices.selectors.sentences import mean_of


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator as a version has it: in which kind, with which share of it in per cent, between which goalposts."""

    kind: str
    weight: float
    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator in both versions, or in one. `said` names what differs; empty where nothing does."""

    known: Indicator
    before: Placed | None
    after: Placed | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    look: Dimension
    rows: list[Change]


@dataclass(frozen=True, slots=True)
class Move:
    """A unit's ranks and scores under both; `by` is positive for who rose."""

    before: Score
    after: Score

    @property
    def by(self) -> int | None:
        ranks = self.before.rank, self.after.rank
        return None if None in ranks else ranks[0] - ranks[1]


@dataclass(frozen=True, slots=True)
class Effect:
    """`moves` in the order of the new ranks; `correlation` is Spearman's, None with fewer than three ranked units."""

    period: str
    moves: list[Move]
    correlation: float | None

    @property
    def moved(self) -> int:
        return sum(bool(one.by) for one in self.moves)

    @property
    def furthest(self) -> int:
        return max((abs(one.by) for one in self.moves if one.by), default=0)


def changes(before: SchemeVersion, after: SchemeVersion) -> list[Part]:
    """Every indicator of either version, by dimension; the changed ones of a dimension first."""
    was, now = placed(before.definition), placed(after.definition)
    found = [_change(code, was.get(code), now.get(code)) for code in {**now, **was}]
    found.sort(key=lambda one: (not one.said, one.known.code))
    return [Part(look, [one for one in found if one.known.code[:2] == code]) for code, look in DIMENSIONS.items()]


def placed(definition: Mapping[str, Any]) -> dict[str, Placed]:
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    return {node.code: _placed(engine, node, names) for node in engine.indicators}


def _placed(engine: Engine, node: Node, names: Mapping[str, str]) -> Placed:
    goal = engine.normalisation_of(node)
    fixed = goal.method == "goalposts"
    share = 100 * node.weight / sum(one.weight for one in engine.children[node.parent or ""])
    method = " ".join((goal.method, node.transform, str(node.direction)))
    return Placed(names[node.parent or ""], share, goal.low if fixed else None, goal.high if fixed else None, method)


def _change(code: str, before: Placed | None, after: Placed | None) -> Change:
    return Change(indicator(code), before, after, tuple(_said(before, after)))


def _said(before: Placed | None, after: Placed | None) -> Iterable[str]:
    if before is None or after is None:
        yield "新增" if before is None else "删去"
        return
    if before.kind != after.kind:
        yield f"改为{after.kind}"
    if abs(before.weight - after.weight) > 1e-9:
        yield "权重"
    if (before.low, before.high) != (after.low, after.high):
        yield "目标区间"
    if before.method != after.method:
        yield "算法"


def methods(before: SchemeVersion, after: SchemeVersion) -> list[tuple[str, str, str]]:
    """(node, how it was put together, how it is) where that differs; nodes that only one version has show a dash."""
    was, now = _methods(before.definition), _methods(after.definition)
    return [(name, was.get(name, "—"), now.get(name, "—")) for name in {**now, **was} if was.get(name) != now.get(name)]


def _methods(definition: Mapping[str, Any]) -> dict[str, str]:
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    return {names[one.code]: _method(engine, one, names) for one in engine.nodes if one.code in ("Index", *DIMENSIONS)}


def _method(engine: Engine, node: Node, names: Mapping[str, str]) -> str:
    whole = sum(one.weight for one in engine.children[node.code])
    parts = "、".join(f"{names[one.code]} {100 * one.weight / whole:g}%" for one in engine.children[node.code])
    limit = node.limit
    held = f"；{names[limit.child]}最多比{names[limit.by]}高 {limit.plus:g} 分" if limit else ""
    return f"{mean_of(node.aggregation)}：{parts}{held}"


def effect(
    user: User,
    before: SchemeVersion,
    after: SchemeVersion,
    *,
    level: str = Division.Level.SUBDISTRICT,
    period: str = "",
) -> Effect | None:
    """Of `period`, or of the newest one that both computed; None where there is none that `user` may read."""
    runs = (
        IndexRun.objects.for_reader(user).filter(scheme_version__in=[before, after]).order_by("-period", *preferred())
    )
    found: dict[tuple[str, str], dict[Any, IndexRun]] = {}
    for run in runs.filter(period=period) if period else runs:
        found.setdefault((run.period, run.division_id), {}).setdefault(run.scheme_version_id, run)
    both = next((pair for pair in found.values() if len(pair) == 2), None)
    return _effect(user, both[before.pk], both[after.pk], level) if both else None


def _effect(user: User, before: IndexRun, after: IndexRun, level: str) -> Effect:
    scores = Score.objects.for_reader(user).filter(run__in=[before, after], level=level).select_related("division")
    pairs: dict[str, dict[Any, Score]] = {}
    for one in scores.defer("nodes"):
        pairs.setdefault(one.division_id, {})[one.run_id] = one
    moves = [Move(pair[before.pk], pair[after.pk]) for pair in pairs.values() if len(pair) == 2]
    moves.sort(key=lambda one: (one.after.rank is None, one.after.rank, one.after.division_id))
    return Effect(after.period, moves, _spearman(moves))


def _spearman(moves: list[Move]) -> float | None:
    """Pearson's on the ranks: ties share one, so the short formula would not hold."""
    ranks = np.array([(one.before.rank, one.after.rank) for one in moves if one.by is not None], dtype=float)
    if len(ranks) < 3 or (np.ptp(ranks, axis=0) == 0).any():
        return None
    return float(np.corrcoef(ranks.T)[0, 1])
