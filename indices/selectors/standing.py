"""Where a unit stands among its peers: what it does well, what badly, and what would move its score most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from governance.access.models import User
from indices.engine.gains import gains
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.indicators import Indicator, indicator
from indices.models import IndexRun, Observation, Score
from indices.selectors.explaining import Figure, Line
from indices.selectors.history import Quantile

ENOUGH = 4  # peers without whom nobody has quartiles
MOST = 5
WORTH = 0.05
"""A gain smaller than this shows as 0.0 and is not worth a line."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles of an indicator's values over `count` units, in its own unit."""

    low: float
    middle: float
    high: float
    count: int

    def best(self, direction: int) -> float:
        return self.high if direction > 0 else self.low

    def worst(self, direction: int) -> float:
        return self.low if direction > 0 else self.high


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator of a unit beside the quartiles of its peers. `ahead` is how far it lies beyond the middle in the good
    direction, in points of its score (in its own unit where it has no goalposts).
    """

    line: Line
    spread: Spread
    ahead: float
    best: bool
    worst: bool


@dataclass(frozen=True, slots=True)
class Move:
    """The index would rise by `gain` if this indicator alone stood at `target`; `now` None where it is missing."""

    indicator: Indicator
    now: float | None
    target: float
    gain: float


@dataclass(frozen=True, slots=True)
class Standing:
    """`peers` is how many units were compared with; below `ENOUGH` there are no strengths and targets are the scheme's."""

    peers: int
    strengths: list[Place]
    weaknesses: list[Place]
    moves: list[Move]

    @property
    def compared(self) -> bool:
        return self.peers >= ENOUGH


def standing(user: User, score: Score, root: Line, peers: int) -> Standing:
    """Of `score`, taken apart as `root`, among `peers` units of its level. One query, none without peers."""
    spreads = quartiles(user, score.run, score.level) if peers >= ENOUGH else {}
    places = [
        _place(line.figure, line, spreads[line.code]) for line in root.leaves() if line.figure and line.code in spreads
    ]
    known = [one for one in places if one]
    return Standing(
        peers,
        sorted((one for one in known if one.best), key=lambda one: -one.ahead)[:MOST],
        sorted((one for one in known if one.worst), key=lambda one: one.ahead)[:MOST],
        _moves(score, root, spreads),
    )


def quartiles(user: User, run: IndexRun, level: str) -> dict[str, Spread]:
    found = Observation.objects.for_reader(user).filter(run=run, division__level=level, value__isnull=False)
    ends = {f"q{at}": Quantile("value", share=at / 100) for at in (25, 50, 75)}
    rows = found.order_by().values_list("indicator").annotate(**ends, count=Count("value"))
    return {code: Spread(*ends) for code, *ends in rows}


def _place(figure: Figure, line: Line, spread: Spread) -> Place | None:
    if figure.value is None:
        return None
    way, value = figure.indicator.direction, figure.value
    scale = 100 / (figure.high - figure.low) if figure.low is not None and figure.high is not None else 1
    ahead = (value - spread.middle) * way * scale
    best, worst = value * way >= spread.best(way) * way, value * way <= spread.worst(way) * way
    return Place(line, spread, ahead, best and ahead > 0, worst and ahead < 0)


def _moves(score: Score, root: Line, spreads: Mapping[str, Spread]) -> list[Move]:
    """Each indicator alone to the best quartile of the peers, or to its goalpost where there are none to speak of."""
    engine = Engine.from_dict(score.run.scheme_version.definition)
    if any(engine.normalisation_of(node).method != "goalposts" for node in engine.indicators):
        return []  # a relative score moves with those of all others
    values = {line.code: line.figure.value for line in root.leaves() if line.figure}
    columns = {node.code: np.array([_known(values.get(node.code))]) for node in engine.indicators}
    targets = {
        node.code: target for node in engine.indicators if (target := _target(engine, node, spreads)) is not None
    }
    found = gains(engine, columns, [score.division_id], 0, targets)
    return [Move(indicator(one.code), one.now, one.target, one.gain) for one in found if one.gain >= WORTH][:MOST]


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _target(engine: Engine, node: Node, spreads: Mapping[str, Spread]) -> float | None:
    goal = engine.normalisation_of(node)
    if not spreads:
        return goal.high if node.direction > 0 else goal.low
    spread = spreads.get(node.code)
    return spread.best(node.direction) if spread and spread.count >= ENOUGH else None
