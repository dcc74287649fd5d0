"""What a run's scores were made from, of a unit and everything below it: for the sheets that count them again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from governance.access import codes
from governance.access.models import Division
from indices import observing
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun, Observation, Score
from indices.reports.recounting import Counted, Measure, Reckoning, Unit
from indices.reports.recounting.reckoning import Pair
from indices.selectors.explaining import is_small

Level = Division.Level
LABELS = dict(Observation.Status.choices)


def reckoning(run: IndexRun, code: str) -> Reckoning | None:
    """Three queries; None where the run scored nothing of it. Call it inside `rls.system()`."""
    definition = run.scheme_version.definition
    engine = Engine.from_dict(definition)
    low, high = codes.within(code)
    seen = _observed(Observation.objects.filter(run=run, division__gte=low, division__lt=high))
    scores = Score.objects.filter(run=run, division__gte=low, division__lt=high).select_related("division")
    units = tuple(_unit(one, seen.get(one.division_id, {})) for one in scores.order_by("division"))
    if not units:
        return None
    streets = {unit.street for unit in units if unit.street} - {unit.code for unit in units}
    outside = _observed(Observation.objects.filter(run=run, division__in=streets)) if streets else {}
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    return Reckoning(
        engine, names | {node.code: indicator(node.code).name for node in engine.indicators},
        {node.code: _measure(node.code) for node in engine.indicators}, units, observing.SHRINK_UP_TO, observing.STRENGTH,
        {street: _pairs(counted) for street, counted in outside.items()},
    )  # fmt: skip


def _measure(code: str) -> Measure:
    known = indicator(code)
    return Measure(known.unit, known.factor, known.minimum, known.shrinks)


def _unit(score: Score, counted: Mapping[str, Counted]) -> Unit:
    leans = score.level == Level.COMMITTEE
    street = codes.at_level(score.division_id, Level.SUBDISTRICT) if leans else ""
    level = Level(score.level).label
    return Unit(score.division_id, score.division.name, level, street, counted, score.score, score.nodes)


def _observed(rows: QuerySet[Observation]) -> dict[str, dict[str, Counted]]:
    """{division: {indicator: its figure}}, without the two numbers where they tell of few persons."""
    found: dict[str, dict[str, Counted]] = {}
    names = ("division", "indicator", "numerator", "denominator", "value", "status")
    for division, code, above, below, value, status in rows.values_list(*names):
        few = is_small(indicator(code), above, below)
        pair = (None, None) if few else (_float(above), _float(below))
        found.setdefault(division, {})[code] = Counted(*pair, value, LABELS[status], few)
    return found


def _pairs(counted: Mapping[str, Counted]) -> dict[str, Pair]:
    return {
        code: (one.numerator, one.denominator)
        for code, one in counted.items()
        if one.numerator is not None and one.denominator is not None
    }


def _float(number: object) -> float | None:
    return None if number is None else float(number)  # type: ignore[arg-type]
