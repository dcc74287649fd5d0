"""A third party's scores beside ours: by unit, with ranks, the widest differences first, and how far both agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Subquery

from governance.access import codes
from governance.access.models import Division
from indices.appraisals.models import ExternalAssessment, ExternalScore
from indices.appraisals.rules import ranks_of, spearman
from indices.appraisals.selectors.figures import means, published_runs
from indices.selectors import beside
from indices.windows import Period


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit as both see it. Ranks are among the units that both have scored."""

    unit: Division
    ours: float | None
    theirs: float
    our_rank: int | None
    their_rank: int | None
    parts: tuple[float | None, ...]

    @property
    def moved(self) -> int | None:
        """How many places better (or worse) they see it."""
        return None if self.our_rank is None or self.their_rank is None else self.our_rank - self.their_rank

    @property
    def points(self) -> float | None:
        return None if self.ours is None else self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class Comparison:
    """`last` is the newest of our months that counts; empty where none is published."""

    pairs: list[Pair]
    correlation: float | None
    last: str

    @property
    def both(self) -> int:
        return sum(one.our_rank is not None for one in self.pairs)

    @property
    def said(self) -> str:
        if self.correlation is None:
            return "两边都有得分的单位不到 3 个，或得分都相同，算不出相关系数。"
        words = ((0.8, "高度一致"), (0.5, "大体一致"), (0.2, "有一定出入"), (-1.1, "出入很大"))
        word = next(word for line, word in words if self.correlation >= line)
        return f"两边名次的等级相关系数（斯皮尔曼）为 {self.correlation:.2f}，{word}（1 为完全一致）。"


def delivered(assessment: ExternalAssessment) -> list[ExternalScore]:
    """The scores of the delivery that stands."""
    return list(assessment.scores.filter(delivery=assessment.delivery).select_related("unit").order_by("unit"))


def compare(assessment: ExternalAssessment) -> Comparison:
    """Ours are the means of the published months of the same span."""
    theirs = delivered(assessment)
    runs = published_runs(codes.at_level(assessment.division_id, "district"), span_of(assessment))
    ours = means(runs, [one.unit_id for one in theirs])
    both = [one for one in theirs if one.unit_id in ours]
    mine, given = [ours[one.unit_id] for one in both], [one.score for one in both]
    places = {
        one.unit_id: pair for one, pair in zip(both, zip(ranks_of(mine), ranks_of(given), strict=True), strict=True)
    }
    pairs = [
        Pair(
            one.unit, ours.get(one.unit_id), one.score, *places.get(one.unit_id, (None, None)),
            tuple(one.parts.get(name) for name in assessment.dimensions),
        )
        for one in theirs
    ]  # fmt: skip
    return Comparison(sorted(pairs, key=_widest), spearman(mine, given), runs[-1].period if runs else "")


def span_of(assessment: ExternalAssessment) -> list[str]:
    first, found = Period(assessment.since), []
    while first.code <= assessment.until:
        found.append(first.code)
        first = first.shifted(1)
    return found


def accepted_public(district: str, period: str) -> Iterator[beside.Beside]:
    """The scores of the newest accepted and public assessment of the district that had begun by `period`, in one query."""
    low, high = codes.within(district)
    newest = (
        ExternalAssessment.objects.public()
        .filter(division=district, since__lte=period)
        .order_by("-until", "-accepted_at")
    )
    found = ExternalScore.objects.filter(
        assessment=Subquery(newest.values("pk")[:1]), delivery=F("assessment__delivery"), unit__gte=low, unit__lt=high
    )
    for one in found.select_related("unit", "assessment").order_by("unit"):
        told = one.assessment
        yield beside.Beside(one.unit_id, one.unit.name, f"第三方评估：{told.body}", told.title, one.score, told.span)


def _widest(pair: Pair) -> tuple:
    return (pair.moved is None, -abs(pair.moved or 0), -abs(pair.points or 0), pair.unit.code)


beside.register(accepted_public)
