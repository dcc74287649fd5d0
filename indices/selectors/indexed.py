"""The index in a report: of one month beside the month before, or of many months from their beginning to their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from governance.access import codes
from governance.access.models import Division
from indices import looks
from indices.engine.ranking import PLACES
from indices.models import IndexRun, Score
from indices.reports.content import Cell, Chart, Column, Section, Table
from indices.selectors.parts import Span
from indices.selectors.runs import before, one_a_period

MONTHS = 12
TEXT: Final = "text"
TWO: Final = "two"


@dataclass(frozen=True, slots=True)
class Indexed:
    """`run` answers for the end of the span, `last` for what it is compared with, `history` from old to new."""

    span: Span
    run: IndexRun
    last: IndexRun | None
    history: tuple[IndexRun, ...]
    scores: Mapping[tuple, Score]

    @classmethod
    def of(cls, span: Span) -> Indexed | None:
        """None where nothing was computed, or the unit was not scored. Two queries."""
        wanted = [month.code for month in span.months] or [span.period.code]
        district = codes.at_level(span.unit.code, Division.Level.DISTRICT)
        runs = one_a_period(IndexRun.objects.filter(division=district, period__lte=wanted[-1]))
        inside = [one for one in runs if one.period in wanted]
        if not inside:
            return None
        run = inside[0]
        history = (inside if span.months else runs)[:MONTHS]
        last = _beginning(runs, inside) if span.months else before(runs, run)
        asked = {run.pk, *(one.pk for one in history), *((last.pk,) if last else ())}
        names = [span.unit.code, *(part.code for part in span.parts)]
        scores = {(s.run_id, s.division_id): s for s in Score.objects.filter(run__in=asked, division__in=names)}
        told = cls(span, run, last, tuple(reversed(history)), scores)
        return told if told.own else None

    @property
    def own(self) -> Score | None:
        return self.scores.get((self.run.pk, self.span.unit.code))

    @property
    def was(self) -> Score | None:
        return self.then(self.span.unit.code)

    def then(self, code: str) -> Score | None:
        return self.scores.get((self.last.pk, code)) if self.last else None

    @property
    def ranked(self) -> bool:
        return self.span.unit.level != Division.Level.DISTRICT

    @property
    def words(self) -> tuple[str, str]:
        """What the score is called, and what it is compared with."""
        return ("期末", "期初") if self.span.months else ("得分", "上期")


def _beginning(runs: Sequence[IndexRun], inside: Sequence[IndexRun]) -> IndexRun | None:
    """The month before the first, else the first: the oldest of them under the version of the newest, so that they compare."""
    older = next((one for one in runs if one.period < inside[-1].period), None)
    asked = [*inside, *((older,) if older else ())]
    same = [one for one in asked if one.scheme_version_id == inside[0].scheme_version_id]
    return same[-1] if same[-1] is not inside[0] else None


def less(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else round(now - then, PLACES)


def score_of(one: Score | None) -> float | None:
    return one.score if one else None


def index(of: Indexed) -> Section:
    dimensions, units, trend = _dimensions(of), _units(of), _trend(of)
    band = "、各单位最高和最低" if not of.ranked and len(trend.columns) > 6 else ""
    charts = [
        Chart("trend", "trend", (1, 2, 3) if band else (1,), f"睦邻指数走势{band}"),
        *((Chart("places", "trend", (2, 3, 4), "排名走势和 90% 区间"),) if of.ranked else ()),
        Chart("bars", "dimensions", (1,), "睦邻指数和四个维度"),
        *((Chart("bars", "units", (4,), "各单位睦邻指数"), Chart("ranks", "units", (1, 2, 3), "各单位排名和 90% 区间"))
          if units.rows else ()),
    ]  # fmt: skip
    tables = (dimensions, *((units,) if units.rows else ()), trend)
    return Section("index", "睦邻指数", _said(of, units), tables, tuple(charts))


def _dimensions(of: Indexed) -> Table:
    columns = (Column("维度", TEXT), *(Column(word, TWO) for word in (*of.words, "变化")))
    own, was = of.own, of.was
    assert own is not None
    rows: list[tuple[Cell, ...]] = [("睦邻指数", own.score, score_of(was), less(own.score, score_of(was)))]
    for code, one in looks.DIMENSIONS.items():
        now, then = own.nodes.get(code), was.nodes.get(code) if was else None
        rows.append((one.label, now, then, less(now, then)))
    return Table("dimensions", "四个维度", columns, tuple(rows))


def _units(of: Indexed) -> Table:
    columns = (
        Column("名称", TEXT), Column("排名"), Column("区间起"), Column("区间止"), Column("指数", TWO),
        Column("较期初" if of.span.months else "较上期", TWO), *(Column(one.label, TWO) for one in looks.DIMENSIONS.values()),
    )  # fmt: skip
    scored = [(part, of.scores[of.run.pk, part.code]) for part in of.span.parts if (of.run.pk, part.code) in of.scores]
    scored.sort(key=lambda pair: (pair[1].rank is None, pair[1].rank or 0, pair[0].code))
    rows = tuple(
        (part.name, one.rank, one.rank_low, one.rank_high, one.score, less(one.score, score_of(of.then(part.code))),
         *(one.nodes.get(code) for code in looks.DIMENSIONS))
        for part, one in scored
    )  # fmt: skip
    return Table("units", "各单位得分", columns, rows)


def _trend(of: Indexed) -> Table:
    """A row a month: the index, the rank with its interval (a district: the lowest and the highest below), the dimensions."""
    between = ("排名", "区间起", "区间止") if of.ranked else ("最低单位", "最高单位") if of.span.parts else ()
    columns = (
        Column("期间", TEXT), Column("指数", TWO), *(Column(one, "whole" if of.ranked else TWO) for one in between),
        *(Column(one.label, TWO) for one in looks.DIMENSIONS.values()),
        *((Column("方案", TEXT),) if len({one.scheme_version_id for one in of.history}) > 1 else ()),
    )  # fmt: skip
    rows = tuple(_month(of, one)[: len(columns)] for one in of.history)
    return Table("trend", "各月走势" if of.span.months else "近期走势", columns, rows)


def _month(of: Indexed, run: IndexRun) -> tuple[Cell, ...]:
    own = of.scores.get((run.pk, of.span.unit.code))
    nodes = [own.nodes.get(code) if own else None for code in looks.DIMENSIONS]
    return (run.period, score_of(own), *_between(of, run, own), *nodes, str(run.scheme_version))


def _between(of: Indexed, run: IndexRun, own: Score | None) -> tuple[Cell, ...]:
    if of.ranked:
        return (own.rank, own.rank_low, own.rank_high) if own else (None, None, None)
    below = [score_of(of.scores.get((run.pk, part.code))) for part in of.span.parts]
    known = [one for one in below if one is not None]
    return (min(known, default=None), max(known, default=None)) if of.span.parts else ()


def _said(of: Indexed, units: Table) -> str:
    own, name = of.own, of.span.unit.name
    assert own is not None
    when = of.span.period.label + (f"（以 {of.run.period} 计）" if of.span.months else "")
    if own.score is None:
        return f"{when}，{name}数据不足，没有得分。"
    change = less(own.score, score_of(of.was))
    than = f"{of.last.period} " if of.span.months and of.last else "上期"
    moved = "" if change is None else f"，较{than}{'上升' if change >= 0 else '下降'} {abs(change):.2f} 分"
    ranked = f"，在区内同级列第 {own.rank}（90% 区间 {own.rank_low}–{own.rank_high}）" if of.ranked and own.rank else ""
    known = {one.label: own.nodes.get(code) for code, one in looks.DIMENSIONS.items()}
    told = "，".join(f"{label} {value:.2f}" for label, value in known.items() if value is not None)
    lines = [f"{when}，{name}睦邻指数 {own.score:.2f} 分{moved}{ranked}。", f"四个维度：{told}。"]
    first = [str(row[0]) for row in units.rows if row[1] is not None]
    if len(first) > 1:
        lines.append(f"居前的是{'、'.join(first[:3])}；居后的是{'、'.join(first[-3:])}。")
    return "\n".join(lines)
