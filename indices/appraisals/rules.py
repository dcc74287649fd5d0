"""The arithmetic of an appraisal: which months count, what a score is made of, which gates strike, who gets which grade.

Plain Python over numbers; where they come from is the selectors' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from django.db import models

from indices.engine.ranking import PLACES, rank

BEST = 100.0


class Part(models.TextChoices):
    """Which months of a year are appraised."""

    YEAR = "year", "全年"
    FIRST_HALF = "h1", "上半年"
    SECOND_HALF = "h2", "下半年"
    QUARTER_1 = "q1", "第一季度"
    QUARTER_2 = "q2", "第二季度"
    QUARTER_3 = "q3", "第三季度"
    QUARTER_4 = "q4", "第四季度"


class Grade(models.TextChoices):
    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


ORDER = [Grade.FAIL, Grade.PASS, Grade.GOOD, Grade.EXCELLENT]
_SPANS = {"year": (1, 12), "h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}


def months_of(year: int, part: str) -> list[str]:
    """`months_of(2026, "q4")` is `["2026-10", "2026-11", "2026-12"]`."""
    first, last = _SPANS[part]
    return [f"{year}-{month:02d}" for month in range(first, last + 1)]


class Counted(NamedTuple):
    """A month that counts: which run, the how manieth correction it is, the index it gave, the weight in the mean."""

    period: str
    run: str
    correction: int
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Basis:
    """What the index says of a unit: the months, their mean, each node's mean, each indicator's value of the last month."""

    months: tuple[Counted, ...] = ()
    nodes: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def computed(self) -> float | None:
        return mean([(one.score, one.weight) for one in self.months])

    def to_json(self) -> dict[str, Any]:
        return {"months": [list(one) for one in self.months], "nodes": dict(self.nodes), "values": dict(self.values)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Basis:
        months = tuple(Counted(*one) for one in told.get("months", ()))
        return cls(months, told.get("nodes", {}), told.get("values", {}))


class Struck(NamedTuple):
    """A gate and what was found there: `why` in words, `cap` the best grade left, `hit` whether it strikes."""

    title: str
    cap: str
    why: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Made:
    """How a final score came: `base` (computed, or as corrected), what was added and taken, and the gates."""

    base: float | None
    bonus: float
    deduction: float
    appeal: float
    score: float | None
    gates: tuple[Struck, ...]

    @property
    def cap(self) -> str:
        """The best grade that the gates leave; empty where none strikes."""
        return min((one.cap for one in self.gates if one.hit), key=lambda cap: ORDER.index(Grade(cap)), default="")


def mean(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The weighted mean of (value, weight), rounded as scores are; None without weight."""
    whole = sum(weight for _, weight in pairs)
    return round(sum(value * weight for value, weight in pairs) / whole, PLACES) if whole else None


def final(base: float | None, bonus: float, deduction: float, appeal: float) -> float | None:
    """Base plus what was added, less what was taken, never outside 0 to 100."""
    return None if base is None else round(min(max(base + bonus - deduction + appeal, 0.0), BEST), PLACES)


def tried(gate: Mapping[str, Any], basis: Basis, event: str) -> Struck:
    """One gate against a unit. `event` says what happened, for a gate of a stated event; an unknown figure never strikes."""
    if gate["kind"] == "event":
        return Struck(gate["title"], gate["cap"], event or "没有发生", bool(event))
    known = basis.nodes if gate["kind"] == "score" else basis.values
    found, what = known.get(gate["code"]), "平均得分" if gate["kind"] == "score" else "期末实际值"
    if found is None:
        return Struck(gate["title"], gate["cap"], f"{gate['code']} 没有{what}，不作判断", False)
    hit = found < gate["floor"]
    why = f"{gate['code']} {what} {found:.2f}，{'低于' if hit else '不低于'} {gate['floor']:g}"
    return Struck(gate["title"], gate["cap"], why, hit)


def ranks_of(scores: Sequence[float | None]) -> list[int | None]:
    found = rank(np.array([np.nan if one is None else one for one in scores], dtype=float))
    return [None if np.isnan(one) else int(one) for one in found]


def grade(score: float | None, place: int | None, of: int, rule: Any, cap: str) -> str:
    """By lines of scores, or by the share of ranks (then the pass line still holds). Empty without a score."""
    if score is None or place is None:
        return ""
    if rule.grading == "shares":
        excellent, good = (int(of * share / 100 + 1e-9) for share in (rule.share_excellent, rule.share_good))
        earned = Grade.EXCELLENT if place <= excellent else Grade.GOOD if place <= excellent + good else Grade.PASS
        earned = earned if score >= rule.line_pass else Grade.FAIL
    else:
        earned = by_lines(score, rule)
    return min(earned, Grade(cap), key=ORDER.index) if cap else earned


def by_lines(score: float, rule: Any) -> Grade:
    lines = ((rule.line_excellent, Grade.EXCELLENT), (rule.line_good, Grade.GOOD), (rule.line_pass, Grade.PASS))
    return next((name for line, name in lines if score >= line), Grade.FAIL)


def spearman(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Spearman's rank correlation, ties sharing the mean of their ranks. None with fewer than three, or all tied."""
    if len(ours) < 3:
        return None
    first, second = (_mean_ranks(np.array(one, dtype=float)) for one in (ours, theirs))
    if not first.std() or not second.std():
        return None
    return round(float(np.corrcoef(first, second)[0, 1]), PLACES)


def _mean_ranks(scores: np.ndarray) -> np.ndarray:
    return (rank(scores) + len(scores) + 1 - rank(-scores)) / 2
