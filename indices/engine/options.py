"""The options of a scheme, each reading itself from JSON. Defaults are COINr's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indices.engine.errors import SchemeError
from indices.engine.fields import Fields

NORMALISATIONS = ("goalposts", "min-max", "z-score", "rank", "percentile-rank", "none")
_OWN_KEYS = {"goalposts": ("low", "high", "cap", "range"), "min-max": ("range",)}
_TREATMENT_KEYS = ("method", "skewness", "kurtosis", "max_points")


@dataclass(frozen=True, slots=True)
class Treatment:
    """Winsorise while |skewness| and kurtosis both reach these and fewer than `max_points` cells are replaced."""

    skewness: float = 2.0
    kurtosis: float = 3.5
    max_points: float = 5

    @classmethod
    def read(cls, raw: Any) -> Treatment | None:
        if raw is None:
            return None
        fields = Fields(raw, where="极端值处理（treatment）", known=_TREATMENT_KEYS)
        if fields.choice("method", ("winsorise", "none"), "winsorise") == "none":
            return None
        limit = fields.number("max_points", 5, low=0)
        if limit != int(limit):
            raise SchemeError(f"{fields.where}的「max_points」应当是整数，不能是 {limit!r}。")
        return cls(fields.number("skewness", 2.0, low=0), fields.number("kurtosis", 3.5), limit)


@dataclass(frozen=True, slots=True)
class Normalisation:
    """How raw values become scores. `low`, `high` and `cap` belong to goalposts, `range` also to min-max."""

    method: str = "min-max"
    low: float = 0.0
    high: float = 1.0
    cap: bool = True
    range: tuple[float, float] = (0.0, 100.0)

    @classmethod
    def read(cls, raw: Any, *, where: str) -> Normalisation:
        where = f"{where}的归一化（normalisation）"
        known = {"method", "low", "high", "cap", "range"}
        fields = Fields(raw, where=where, known=known)
        method = fields.choice("method", NORMALISATIONS, fields.require("method"))
        for key in fields.given:
            if key != "method" and key not in _OWN_KEYS.get(method, ()):
                raise SchemeError(f"{where}用 {method} 时不能有「{key}」。")
        span = fields.span("range", (0.0, 100.0))
        if method != "goalposts":
            return cls(method, range=span)
        low, high = fields.number("low"), fields.number("high")
        if low >= high:
            raise SchemeError(f"{where}的目标值低端 {low:g} 应当小于高端 {high:g}。")
        return cls(method, low, high, fields.flag("cap", True), span)


@dataclass(frozen=True, slots=True)
class Limit:
    """The score of `child` counts at most as the score of its sibling `by`, plus `plus`."""

    child: str
    by: str
    plus: float

    @classmethod
    def read(cls, raw: Any, *, where: str) -> Limit | None:
        if raw is None:
            return None
        fields = Fields(raw, where=f"{where}的限额（limit）", known=("child", "by", "plus"))
        limit = cls(fields.text("child"), fields.text("by"), fields.number("plus"))
        if limit.child == limit.by:
            raise SchemeError(f"{fields.where}的 child 和 by 是同一个「{limit.by}」。")
        return limit


@dataclass(frozen=True, slots=True)
class Denominator:
    """The indicator is divided by the data's `column`, times `factor` (per 1,000 inhabitants: 1000)."""

    column: str
    factor: float = 1.0

    @classmethod
    def read(cls, raw: Any, *, where: str) -> Denominator | None:
        if raw is None:
            return None
        fields = Fields(raw, where=f"{where}的分母（denominator）", known=("column", "factor"))
        found = cls(fields.text("column"), fields.number("factor", 1.0))
        if found.factor <= 0:
            raise SchemeError(f"{fields.where}的「factor」是 {found.factor:g}，应当大于 0。")
        return found


@dataclass(frozen=True, slots=True)
class Screening:
    """A unit is scored with at least `min_share` of the indicators, of which at least `min_nonzero` are not 0."""

    min_share: float = 0.0
    min_nonzero: float = 0.0

    @classmethod
    def read(cls, raw: Any) -> Screening | None:
        if raw is None:
            return None
        fields = Fields(raw, where="单位筛选（screening）", known=("min_share", "min_nonzero"))
        shares = (fields.number(key, 0.0, low=0, high=1) for key in ("min_share", "min_nonzero"))
        return cls(*shares)


@dataclass(frozen=True, slots=True)
class Imputation:
    """A missing value becomes the mean of the units with the same text in the data's column `group`."""

    group: str

    @classmethod
    def read(cls, raw: Any) -> Imputation | None:
        if raw is None:
            return None
        fields = Fields(raw, where="缺失值填补（imputation）", known=("method", "group"))
        if fields.choice("method", ("group-mean", "none"), fields.require("method")) == "none":
            return None
        return cls(fields.text("group"))
