"""One indicator across the units of a level: how it is spread, who is best and worst, whom it cannot tell of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models.fields.json import KeyTransform

from governance.access import codes
from governance.access.models import Division, User
from indices.indicators import Indicator
from indices.models import IndexRun, Observation, Score
from indices.selectors.standing import Spread

ENOUGH = 3  # units without which nothing correlates
STEPS = 8
LEVELS = list(codes.CUTS)


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit's observation, with what it scored for it and its index."""

    figure: Observation
    score: float | None
    index: float | None

    @property
    def division(self) -> Division:
        return self.figure.division

    @property
    def value(self) -> float | None:
        return self.figure.value


@dataclass(frozen=True, slots=True)
class Across:
    """`own` is the unit looked at, `units` those of the level in it (or beside it), best first; unmeasured ones are in `missing`."""

    own: Reading | None
    units: list[Reading]
    missing: list[Reading]

    @property
    def spread(self) -> Spread | None:
        values = [one.value for one in self.units if one.value is not None]
        if not values:
            return None
        low, middle, high = (float(end) for end in np.quantile(values, (0.25, 0.5, 0.75)))
        return Spread(low, middle, high, len(values))

    @property
    def correlation(self) -> float | None:
        """Pearson's between what the units scored for it and their index."""
        pairs = np.array(
            [(one.score, one.index) for one in self.units if one.score is not None and one.index is not None]
        )
        if len(pairs) < ENOUGH or (np.ptp(pairs, axis=0) < 1e-9).any():
            return None
        return float(np.corrcoef(pairs.T)[0, 1])

    def bins(self) -> list[tuple[str, int, bool]]:
        """[(step of the scale, how many units lie in it, is the unit looked at among them)]"""
        return bins([one.value for one in self.units if one.value is not None], self.own.value if self.own else None)


def across(user: User, run: IndexRun, one: Indicator, code: str, level: str) -> Across:
    """Of `level` in the division `code`, or in its district where `code` lies no higher. Two queries."""
    found = Observation.objects.for_reader(user).filter(run=run, indicator=one.code)
    figures = found.select_related("division").order_by("division")
    told = Score.objects.for_reader(user).filter(run=run)
    scores = {unit: row for unit, *row in told.values_list("division", "score", KeyTransform(one.code, "nodes"))}
    readings = [Reading(it, *reversed(scores.get(it.division_id, (None, None)))) for it in figures]
    low, high = codes.within(scope(run, code, level))
    there = [it for it in readings if it.division.level == level and low <= it.figure.division_id < high]
    measured = sorted((it for it in there if it.value is not None), key=lambda it: -(it.value or 0) * one.direction)
    own = next((it for it in readings if it.figure.division_id == code), None)
    return Across(own, measured, [it for it in there if it.value is None])


def scope(run: IndexRun, code: str, level: str) -> str:
    """The unit whose parts are compared."""
    above = len(codes.significant(code)) < codes.CUTS[level]
    return code if above else run.division_id


def bins(values: Sequence[float], own: float | None) -> list[tuple[str, int, bool]]:
    """About eight equal steps with round ends (1, 2 or 5 times a power of ten); the last one holds its upper end."""
    if not values:
        return []
    low, high = min(values), max(values)
    step = _round_step((high - low) / STEPS) if high > low else 1.0
    start = math.floor(low / step)
    count = max(1, math.ceil(high / step) - start)
    at = [min(int(value / step - start), count - 1) for value in values]
    mine = None if own is None or not low <= own <= high else min(int(own / step - start), count - 1)
    ends = [round((start + place) * step, 10) for place in range(count + 1)]
    return [(f"{ends[place]:g}–{ends[place + 1]:g}", at.count(place), place == mine) for place in range(count)]


def _round_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least)
