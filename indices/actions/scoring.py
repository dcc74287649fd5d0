"""From figures to scores: each level by itself, for ranks are among peers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from indices.engine.ranking import rank
from indices.engine.robustness import rank_interval
from indices.engine.scheme import Scheme as Engine
from indices.engine.scoring import score
from indices.models import IndexRun, Score
from indices.observing import Figure, Unit

Values = Mapping[str, Mapping[str, float | None]]
"""{unit: {indicator: value}}; None, or nothing, where a unit has no value."""


def values_of(figures: Iterable[Figure]) -> Values:
    found: dict[str, dict[str, float | None]] = {}
    for one in figures:
        found.setdefault(one.division, {})[one.indicator] = one.value
    return found


def columns(engine: Engine, units: Sequence[str], values: Values) -> dict[str, np.ndarray]:
    """One array (units,) an indicator, nan for missing."""
    return {
        node.code: np.array([values.get(unit, {}).get(node.code) for unit in units], dtype=np.float64)
        for node in engine.indicators
    }


def scores_of(run: IndexRun, engine: Engine, within: Sequence[Unit], figures: Iterable[Figure]) -> Iterator[Score]:
    values = values_of(figures)
    for level in dict.fromkeys(unit.level for unit in within):
        peers = [unit.code for unit in within if unit.level == level]
        table = columns(engine, peers, values)
        nodes = nodes_of(engine, peers, table)
        tops = [nodes[code][engine.root.code] for code in peers]
        low, high = rank_interval(engine, table, seed=int(run.scheme_version.hash[:8], 16))
        for code, top, place, first, last in zip(peers, tops, ranks_of(tops), low, high, strict=True):
            yield Score(
                run=run, division_id=code, level=level, score=top, nodes=nodes[code], rank=place,
                rank_low=_whole(first), rank_high=_whole(last), status=status_of(nodes[code], engine),
            )  # fmt: skip


def nodes_of(
    engine: Engine, units: Sequence[str], table: Mapping[str, np.ndarray]
) -> dict[str, dict[str, float | None]]:
    """{unit: {node: score}}, rounded to the places in which scores are compared."""
    result = score(engine, units, table)
    return {
        unit: {code: _number(values[at]) for code, values in result.scores.items()} for at, unit in enumerate(units)
    }


def ranks_of(scores: Sequence[float | None]) -> list[int | None]:
    return [_whole(place) for place in rank(np.array(scores, dtype=np.float64))]


def status_of(nodes: Mapping[str, float | None], engine: Engine) -> str:
    if nodes[engine.root.code] is None:
        return Score.Status.EMPTY
    missing = any(nodes[node.code] is None for node in engine.indicators)
    return Score.Status.PARTIAL if missing else Score.Status.OK


def scores_digest(scores: Iterable[Score]) -> str:
    lines = (
        f"{s.division_id}|{s.score!r}|{s.rank}|{s.rank_low}|{s.rank_high}"
        for s in sorted(scores, key=lambda s: s.division_id)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 10)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
