"""The lines a benchmark prints: `name value unit`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median


def line(name: str, value: float, unit: str) -> str:
    return f"{name} {value:.0f} {unit}" if abs(value) >= 100 else f"{name} {value:.3g} {unit}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def times(values: Sequence[float], name: str) -> Iterator[str]:
    """Median and p95 of seconds, as milliseconds."""
    for label, share in (("p50", 0.5), ("p95", 0.95)):
        yield line(f"{name}_{label}", percentile(values, share) * 1000, "ms")


def timed(work: Callable[[], object], repeats: int = 3) -> float:
    """Median seconds of `work`; the first run only warms the caches."""
    taken = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken[1:])
