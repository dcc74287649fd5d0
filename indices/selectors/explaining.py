"""One score, taken apart: score, dimension, kind, indicator, numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Sum

from governance.access import codes
from governance.access.models import User
from governance.access.scoping import ranges
from indices.engine.explanation import Explanation, explain
from indices.engine.scheme import Scheme as Engine
from indices.engine.scoring import Result
from indices.indicators import Indicator, indicator
from indices.looks import DIMENSIONS, NO_DIMENSION, Dimension
from indices.models import Observation, Score
from indices.selectors.sentences import mean_of, position

SMALL = 5
"""Counts of fewer persons are not shown outside the unit."""

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation as a page shows it; `low` and `high` are the goalposts, None where the scheme has none.

    `own` are the two numbers of rows filed by the unit itself and not by one below it (本级).
    """

    indicator: Indicator
    numerator: Decimal | None
    denominator: Decimal | None
    value: float | None
    status: str
    status_label: str
    shrunk: bool
    low: float | None
    high: float | None
    hidden: bool
    own: Pair | None = None
    before: float | None = None

    @property
    def rest(self) -> Decimal | None:
        """How many rows missed the numerator; None where that is no part of the denominator's rows."""
        if not self.indicator.parted or self.denominator is None or self.numerator is None:
            return None
        return self.denominator - self.numerator

    @property
    def raw(self) -> float | None:
        """The ratio before it was shrunk."""
        return float((self.numerator or 0) / self.denominator) * self.indicator.factor if self.denominator else None

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Line:
    """A node. `weight` and `effective` are shares of its siblings in per cent; `contribution` is what its parent takes."""

    code: str
    name: str
    dimension: Dimension
    aggregation: str
    score: float | None
    weight: float
    effective: float | None
    contribution: float | None
    children: tuple[Line, ...]
    figure: Figure | None = None
    said: str = ""

    @property
    def mean(self) -> str:
        return mean_of(self.aggregation)

    def leaves(self) -> Iterator[Line]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def is_small(one: Indicator, numerator: Decimal | None, denominator: Decimal | None) -> bool:
    """Would the two numbers, or what lies between them, tell of fewer than 5 persons?"""
    if not one.persons or numerator is None or denominator is None:
        return False
    return any(0 < count < SMALL for count in one.counts(numerator, denominator))


def sees_inside(user: User, one: Indicator, code: str) -> bool:
    """May `user` read the rows behind the figures of all of `code`?"""
    asked = {f"{model._meta.app_label}.view_{model._meta.model_name}" for model in one.models()}
    return all(codes.contains(ranges(user, permission), code) for permission in asked)


def tree(score: Score, user: User, *, last: Score | None = None) -> Line:
    """The explanation of `score` for `user`; with `last`, each figure beside that of the month before. Two queries."""
    definition = score.run.scheme_version.definition
    engine = Engine.from_dict(definition)
    told = explain(engine, _result(engine, score), 0)
    names = {node["code"]: node.get("name") for node in definition["nodes"]}
    return _line(told, names, _figures(engine, score, user, last), NO_DIMENSION, 100.0)


def _result(engine: Engine, score: Score) -> Result:
    """What was stored, as the engine gave it: so any scheme can be taken apart without its whole table."""
    nodes = {node.code: score.nodes.get(node.code) for node in engine.nodes}
    values = {code: np.array([np.nan if value is None else value]) for code, value in nodes.items()}
    return Result((score.division_id,), values, np.array([np.nan]))


def _line(
    told: Explanation,
    names: Mapping[str, Any],
    figures: Mapping[str, Figure],
    above: Dimension,
    weight: float,
) -> Line:
    node = told.node
    dimension = DIMENSIONS.get(node.code, above)
    whole = sum(child.node.weight for child in told.children) or 1.0
    children = tuple(
        _line(child, names, figures, dimension, 100 * child.node.weight / whole) for child in told.children
    )
    figure = figures.get(node.code)
    return Line(
        code=node.code, name=figure.indicator.name if figure else names.get(node.code) or node.code, dimension=dimension,
        aggregation=node.aggregation, score=told.score, weight=weight,
        effective=None if told.effective_weight is None else 100 * told.effective_weight, contribution=told.contribution,
        children=children, figure=figure, said=position(figure, told.score) if figure else "",
    )  # fmt: skip


def _figures(engine: Engine, score: Score, user: User, last: Score | None) -> dict[str, Figure]:
    """Of the run and, for comparison, of the run of `last`."""
    runs = [score.run_id, *([last.run_id] if last else [])]
    found = list(Observation.objects.for_reader(user).filter(run__in=runs, division=score.division_id))
    own, values = _own(score, user), {one.indicator: one.value for one in found if one.run_id != score.run_id}
    goals = {node.code: engine.normalisation_of(node) for node in engine.indicators}
    return {
        one.indicator: _figure(one, indicator(one.indicator), goals[one.indicator], user, own, values)
        for one in found
        if one.run_id == score.run_id and one.indicator in goals
    }


def _figure(
    one: Observation, known: Indicator, goal: Any, user: User, own: Mapping[str, Pair], last: Mapping[str, float | None]
) -> Figure:
    fixed = goal.method == "goalposts"
    below = own.get(one.indicator) if known.additive else None
    numbers = (one.numerator or Decimal(0), one.denominator or Decimal(0))
    return Figure(
        indicator=known, numerator=one.numerator, denominator=one.denominator, value=one.value, status=one.status,
        status_label=one.get_status_display(), shrunk=one.shrunk, low=goal.low if fixed else None, high=goal.high if fixed else None,
        hidden=is_small(known, one.numerator, one.denominator) and not sees_inside(user, known, one.division_id),
        own=(numbers[0] - below[0], numbers[1] - below[1]) if below else None, before=last.get(one.indicator),
    )  # fmt: skip


def _own(score: Score, user: User) -> dict[str, Pair]:
    """{indicator: what the units right below add up to}; nothing at the lowest level."""
    levels = list(codes.CUTS)
    if score.level == levels[-1]:
        return {}
    below, (low, high) = levels[levels.index(score.level) + 1], codes.within(score.division_id)
    found = Observation.objects.for_reader(user).filter(
        run=score.run_id, division__level=below, division__gte=low, division__lt=high
    )
    sums = found.order_by().values_list("indicator").annotate(Sum("numerator"), Sum("denominator"))
    return {code: (above, rows) for code, above, rows in sums}
