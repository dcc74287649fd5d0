"""All indicators for one unit: what it measured, what it scored, how that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from governance.access.models import Division, User
from indices.indicators import Indicator, indicators
from indices.looks import DIMENSIONS, Dimension
from indices.models import IndexRun, Observation, Score

KINDS = ("基础性", "引导性")


@dataclass(frozen=True, slots=True)
class Row:
    """`figure` None where it was not counted; `used` says whether the scheme of the run counts it at all."""

    indicator: Indicator
    figure: Observation | None
    score: float | None
    before: float | None
    used: bool

    @property
    def change(self) -> float | None:
        now = self.figure.value if self.figure else None
        return None if now is None or self.before is None else now - self.before


def unit_of(code: str) -> Division | None:
    return Division.objects.filter(code=code).first()


def rows(user: User, unit: str, run: IndexRun | None, last: IndexRun | None) -> list[Row]:
    """Every indicator there is, by code. Two queries."""
    used = {node["code"] for node in run.scheme_version.definition["nodes"]} if run else set()
    now, before, nodes = _figures(user, unit, run, last) if run else ({}, {}, {})
    every = sorted(indicators(), key=lambda one: one.code)
    return [Row(one, now.get(one.code), nodes.get(one.code), before.get(one.code), one.code in used) for one in every]


def _figures(
    user: User, unit: str, run: IndexRun, last: IndexRun | None
) -> tuple[dict[str, Observation], dict[str, float | None], dict[str, float | None]]:
    both = [one.pk for one in (run, last) if one]
    found = list(Observation.objects.for_reader(user).filter(run__in=both, division=unit))
    score = Score.objects.for_reader(user).filter(run=run, division=unit).values_list("nodes", flat=True).first()
    now = {one.indicator: one for one in found if one.run_id == run.pk}
    return now, {one.indicator: one.value for one in found if one.run_id != run.pk}, score or {}


def by_dimension(every: Iterable[Row]) -> list[tuple[Dimension, list[tuple[str, list[Row]]]]]:
    """Dimensions in their order, each with the basic ones first."""
    every = list(every)
    found = []
    for code, look in DIMENSIONS.items():
        own = [row for row in every if row.indicator.code[:2] == code]
        found.append((look, [(kind, [row for row in own if row.indicator.kind == kind]) for kind in KINDS]))
    return found
