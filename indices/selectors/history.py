"""Months side by side: a unit's score with the middle half of its peers, a figure of a unit with that of its district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Count, FloatField, QuerySet

from governance.access.codes import within
from governance.access.models import User
from indices.looks import DIMENSIONS
from indices.models import IndexRun, Observation, Score

MONTHS = 12


class Quantile(Aggregate):
    """The value below which `share` of the rows lie, interpolated (SQL:2003 PERCENTILE_CONT)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    allow_distinct = False


@dataclass(frozen=True, slots=True)
class Month:
    """A unit in one month; `low` and `high` bound the middle half of the `peers` that have a score, None without any."""

    period: str
    score: float | None = None
    rank: int | None = None
    dimensions: dict[str, float | None] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    peers: int = 0


def scores_of(seen: QuerySet[Score], history: Sequence[IndexRun], code: str) -> dict[Any, Score]:
    """{run id: the score of the division `code`} among the scores `seen` that a reader may read, in one query."""
    return {one.run_id: one for one in seen.filter(run__in=history, division=code).select_related("division")}


def months(
    seen: QuerySet[Score], history: Sequence[IndexRun], scores: Mapping[Any, Score], *, level: str, inside: str
) -> list[Month]:
    """`history` (newest first) from old to new, beside the middle half of the units of `level` in `inside`. One query."""
    middle = _middle(seen, history, level, inside)
    return [_month(one, scores.get(one.pk), *middle.get(one.pk, (None, None, 0))) for one in reversed(history)]


def _month(run: IndexRun, score: Score | None, low: float | None, high: float | None, peers: int) -> Month:
    if score is None:
        return Month(run.period, low=low, high=high, peers=peers)
    dimensions = {one: score.nodes.get(one) for one in DIMENSIONS}
    return Month(run.period, score.score, score.rank, dimensions, low, high, peers)


def _middle(seen: QuerySet[Score], history: Sequence[IndexRun], level: str, inside: str) -> dict[Any, tuple]:
    """{run id: lower quartile, upper quartile, how many}; no quartiles where all are the same."""
    low, high = within(inside)
    peers = seen.filter(run__in=history, level=level, division__gte=low, division__lt=high)
    ends = {f"q{at}": Quantile("score", share=at / 100) for at in (0, 25, 75, 100)}
    rows = peers.order_by().values_list("run").annotate(**ends, count=Count("score"))
    return {run: (q1, q3, count) if least != most else (None, None, count) for run, least, q1, q3, most, count in rows}


def measured(
    user: User, history: Sequence[IndexRun], indicator: str, units: Sequence[str]
) -> list[tuple[str, list[float | None]]]:
    """[(period, the value of each of `units`)] from old to new, in one query."""
    found = Observation.objects.for_reader(user).filter(run__in=history, indicator=indicator, division__in=units)
    values = {(run, code): value for run, code, value in found.values_list("run", "division", "value")}
    return [(one.period, [values.get((one.pk, code)) for code in units]) for one in reversed(history)]
