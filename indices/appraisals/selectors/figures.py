"""What the published index says of units over the months of an appraisal. Nothing here is typed in by anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Subquery
from django.db.models.fields.json import KeyTransform

from indices.appraisals.models import Appraisal
from indices.appraisals.rules import Basis, Counted, mean
from indices.looks import DIMENSIONS
from indices.models import IndexRun, Observation, Score
from indices.selectors.runs import by_period, one_a_period

COUNTED = ("run_id", "run__period", "run__correction")


def published_runs(district: str, periods: Collection[str]) -> list[IndexRun]:
    """The run that stands for each of `periods` that is published, oldest first."""
    return one_a_period(IndexRun.objects.public().filter(division=district, period__in=periods))[::-1]


def basis_of(appraisal: Appraisal, units: Iterable[str], *, runs: list[IndexRun] | None = None) -> dict[str, Basis]:
    """{unit: what its published months give}, in two queries. `runs` where they are at hand."""
    weights = {period: weight for period, weight in appraisal.weights.items() if weight > 0}
    asked = by_period(IndexRun.objects.public().filter(division=appraisal.district, period__in=weights)).values("pk")
    standing: Any = asked if runs is None else runs
    last: Any = Subquery(asked[:1]) if runs is None else runs[-1:]
    codes = list(dict.fromkeys([*DIMENSIONS, *(one["code"] for one in appraisal.gates if one["kind"] == "score")]))
    units = list(units)
    months, nodes = _months(standing, units, weights, codes)
    values = _values(last, units, [one["code"] for one in appraisal.gates if one["kind"] == "value"])
    return {unit: Basis(tuple(months[unit]), nodes[unit], values[unit]) for unit in units}


def means(runs: list[IndexRun], units: Iterable[str]) -> dict[str, float]:
    """{unit: mean index of these months}, each month alike; units without any are left out."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    scores = Score.objects.public().filter(run__in=runs, division__in=list(units), score__isnull=False)
    for unit, score in scores.values_list("division_id", "score"):
        found[unit].append((score or 0.0, 1.0))
    return {unit: given for unit, pairs in found.items() if (given := mean(pairs)) is not None}


def newest_scores(district: str, units: Iterable[str]) -> dict[str, float]:
    """{unit: index of the newest published period}: what a target starts from."""
    run = IndexRun.objects.public().filter(division=district).order_by("-period").first()
    if run is None:
        return {}
    found = Score.objects.public().filter(run=run, division__in=list(units), score__isnull=False)
    return {unit: score for unit, score in found.values_list("division_id", "score") if score is not None}


def _months(
    runs: Any, units: list[str], weights: Mapping[str, float], codes: list[str]
) -> tuple[dict[str, list[Counted]], dict[str, dict[str, float]]]:
    keyed = {f"n{at}": KeyTransform(code, "nodes") for at, code in enumerate(codes)}
    found = Score.objects.public().filter(run__in=runs, division__in=units, score__isnull=False)
    months: dict[str, list[Counted]] = defaultdict(list)
    parts: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    rows = found.order_by("run__period").annotate(**keyed).values_list("division_id", *COUNTED, "score", *keyed)
    for unit, run, period, correction, score, *given in rows:
        weight = float(weights[period])
        months[unit].append(Counted(period, str(run), correction, score, weight))
        for code, value in zip(codes, given, strict=True):
            if value is not None:
                parts[unit][code].append((value, weight))
    return months, _means(units, parts)


def _means(units: list[str], parts: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    return {unit: {code: mean(pairs) for code, pairs in parts.get(unit, {}).items()} for unit in units}  # type: ignore[misc]


def _values(last: Any, units: list[str], codes: list[str]) -> dict[str, dict[str, float]]:
    """The last counted month's values: ratios are never averaged."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    if codes:
        rows = Observation.objects.public().filter(run__in=last, division__in=units, indicator__in=codes)
        for unit, code, value in rows.exclude(value=None).values_list("division_id", "indicator", "value"):
            found[unit][code] = value or 0.0
    return found
