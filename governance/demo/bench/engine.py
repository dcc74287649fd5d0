"""The scoring engine on tables made up here, beside bare numpy on the same numbers. The database is not asked."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np

from governance.demo.bench.figures import line, timed
from governance.demo.bench.subject import Subject
from indices.engine import Scheme, score, simulate

SIZES = {"city": 6_509, "country": 619_503}
INDICATORS, COMMITTEES, ITS_INDICATORS, DRAWS = 49, 301, 43, 1000


def run(
    subject: Subject, *, sizes: dict[str, int] = SIZES, committees: int = COMMITTEES, draws: int = DRAWS
) -> Iterator[str]:
    """Three levels (index, dimensions, kinds) over the indicators; the last lines are Monte Carlo."""
    for name, units in sizes.items():
        yield from _scored(name, units)
    yield from _shaken(committees, draws)


def _scored(name: str, units: int) -> Iterator[str]:
    scheme, table, names = _scheme(INDICATORS), _table(INDICATORS, units), [str(unit) for unit in range(units)]
    columns = dict(zip((node.code for node in scheme.indicators), table, strict=True))
    seconds, floor = timed(lambda: score(scheme, names, columns)), timed(lambda: _bare(table))
    yield line(f"engine_{name}", seconds, "s")
    yield line(f"engine_{name}_floor", floor, "s")
    yield line(f"engine_{name}_ratio", seconds / floor, "times_floor")
    tracemalloc.start()
    score(scheme, names, columns)
    yield line(f"engine_{name}_memory", (tracemalloc.get_traced_memory()[1] + table.nbytes) / 1e6, "MB")
    tracemalloc.stop()


def _shaken(units: int, draws: int) -> Iterator[str]:
    scheme, table = _scheme(ITS_INDICATORS), _table(ITS_INDICATORS, units)
    columns = dict(zip((node.code for node in scheme.indicators), table, strict=True))
    seconds = timed(lambda: simulate(scheme, columns, seed=1, draws=draws))
    floor = timed(lambda: [np.argsort(weights @ table) for weights in np.ones((draws, len(table)))])
    yield line("montecarlo", seconds, "s")
    yield line("montecarlo_floor", floor, "s")
    yield line("montecarlo_ratio", seconds / floor, "times_floor")


def _scheme(indicators: int) -> Scheme:
    """The shape of the sample scheme: geometric over four dimensions, each of a basic and a guiding kind."""
    kinds = [f"{dimension}-{kind}" for dimension in ("ZZ", "GZ", "FZ", "DZ") for kind in "BG"]
    nodes: list[dict[str, Any]] = [{"code": "Index", "parent": None, "aggregation": "geometric", "floor": 1}]
    nodes += [{"code": kind[:2], "parent": "Index"} for kind in kinds[::2]]
    nodes += [{"code": kind, "parent": kind[:2], "min_share": 0.6667} for kind in kinds]
    nodes += [{"code": f"{kinds[at % 8]}{at}", "parent": kinds[at % 8]} for at in range(indicators)]
    return Scheme.from_dict({"nodes": nodes})


def _table(indicators: int, units: int) -> np.ndarray:
    """(indicators, units), one cell in fifty missing."""
    chance = np.random.default_rng(20261001)
    table = chance.random((indicators, units))
    table[chance.random((indicators, units)) < 0.02] = np.nan
    return table


def _bare(table: np.ndarray) -> np.ndarray:
    """One mean of the min-max scores, ordered."""
    low, high = np.nanmin(table, axis=1, keepdims=True), np.nanmax(table, axis=1, keepdims=True)
    return np.argsort(np.nanmean((table - low) / (high - low), axis=0))
