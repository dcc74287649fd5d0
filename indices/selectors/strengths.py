"""The indicators in a report: each beside what it was, and those where the unit stands out among its peers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count

from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import Observation
from indices.reports.content import Column, Section, Table
from indices.selectors.explaining import is_small
from indices.selectors.history import Quantile
from indices.selectors.indexed import Indexed, less
from indices.selectors.standing import ENOUGH, MOST, Spread

TEXT: Final = "text"
TWO: Final = "two"
FEW = "少于 5 人"
Row = tuple[Any, ...]


def indicators(of: Indexed) -> Section:
    """Numbers that tell of fewer than 5 persons are left out, as on the pages: a report is read outside the unit."""
    engine = Engine.from_dict(of.run.scheme_version.definition)
    seen, own, was = _observed(of), of.own, of.was
    assert own is not None
    rows = []
    for node in engine.indicators:
        known, one = indicator(node.code), seen.get(node.code)
        score, then = own.nodes.get(node.code), was.nodes.get(node.code) if was else None
        figures, status = _figures(one)
        unit = f"（{known.unit}）" if known.unit else ""
        rows.append((f"{known.name}{unit}", node.code, *figures, score, then, less(score, then), status))
    columns = (
        Column("指标", TEXT), Column("代码", TEXT), Column("分子", "sum"), Column("分母", "sum"), Column("实际值", TWO),
        Column("得分", TWO), Column(of.words[1], TWO), Column("变化", TWO), Column("状态", TEXT),
    )  # fmt: skip
    return Section("indicators", "各项指标", _said(rows), (Table("indicators", "指标得分", columns, tuple(rows)),))


def _observed(of: Indexed) -> dict[str, Observation]:
    found = Observation.objects.filter(run=of.run, division=of.span.unit.code)
    return {one.indicator: one for one in found}


def _figures(one: Observation | None) -> tuple[tuple[float | None, float | None, float | None], str]:
    if one is None:
        return (None, None, None), "缺失"
    if is_small(indicator(one.indicator), one.numerator, one.denominator):
        return (None, None, one.value), FEW
    return (_float(one.numerator), _float(one.denominator), one.value), one.get_status_display()


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _said(rows: list[Row]) -> str:
    valid = sorted((row for row in rows if row[5] is not None), key=lambda row: row[5])
    said = f"共 {len(rows)} 项指标，有效 {len(valid)} 项。"
    names = [row[0].partition("（")[0] for row in valid]
    if len(names) >= 6:
        said += f"得分较高的是{'、'.join(names[:-4:-1])}；较低的是{'、'.join(names[:3])}。"
    return said


def strengths(of: Indexed) -> Section | None:
    """Indicators in the best and in the worst quarter of the units of its level, furthest from their middle first.

    None where there are too few peers to speak of quarters, as for a district.
    """
    spreads, seen = _quartiles(of), _observed(of)
    engine = Engine.from_dict(of.run.scheme_version.definition)
    asked = [node.code for node in engine.indicators if node.code in spreads and node.code in seen]
    places = [row for code in asked if (row := _place(of, engine, seen[code], spreads[code]))]
    best = sorted((row for row in places if row[-1] > 0), key=lambda row: -row[-1])[:MOST]
    worst = sorted((row for row in places if row[-1] < 0), key=lambda row: row[-1])[:MOST]
    if not best and not worst:
        return None
    peers = max(one.count for one in spreads.values())
    columns = (
        Column("指标", TEXT), Column("实际值", TWO), Column("同级中位", TWO), Column("得分", TWO), Column("领先中位（分）", TWO)
    )  # fmt: skip
    said = f"与区内同级 {peers} 个单位相比，处在前四分之一的是强项，处在后四分之一的是弱项。" + "".join(
        f"{word}：{'、'.join(row[0].partition('（')[0] for row in rows)}。" for word, rows in (("强项", best), ("弱项", worst)) if rows
    )  # fmt: skip
    both = (("strong", "强项", best), ("weak", "弱项", worst))
    return Section(
        "strengths", "强项和弱项", said, tuple(Table(key, name, columns, tuple(rows)) for key, name, rows in both if rows), level=2
    )  # fmt: skip


def _quartiles(of: Indexed) -> Mapping[str, Spread]:
    found = Observation.objects.filter(run=of.run, division__level=of.span.unit.level, value__isnull=False)
    ends = {f"q{at}": Quantile("value", share=at / 100) for at in (25, 50, 75)}
    rows = found.order_by().values_list("indicator").annotate(**ends, count=Count("value"))
    return {code: spread for code, *found in rows if (spread := Spread(*found)).count >= ENOUGH}


def _place(of: Indexed, engine: Engine, one: Observation, spread: Spread) -> Row | None:
    """A row for what lies in the best or the worst quarter; the last cell: how many points of score beyond the middle."""
    known, own = indicator(one.indicator), of.own
    way, value = known.direction, one.value
    if value is None or own is None or spread.low == spread.high:
        return None
    if not (value * way >= spread.best(way) * way or value * way <= spread.worst(way) * way):
        return None
    goal = engine.normalisation_of(engine.by_code[one.indicator])
    scale = 100 / (goal.high - goal.low) if goal.method == "goalposts" else 1.0
    unit = f"（{known.unit}）" if known.unit else ""
    ahead = round((value - spread.middle) * way * scale, 10)
    return f"{known.name}{unit}", value, spread.middle, own.nodes.get(one.indicator), ahead
