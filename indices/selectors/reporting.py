"""A month of a unit, gathered: the index from what was stored, the work from the records as they were known at its end."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from governance.access import codes
from governance.access.models import Division
from indices import looks
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import IndexRun, Observation, Score
from indices.reports.content import Chart, Column, Content, Section, Table
from indices.selectors import doings
from indices.selectors.parts import Span
from indices.selectors.runs import before, one_a_period
from indices.windows import Period

MONTHS = 12
WORK = (doings.cases, doings.visits, doings.service, doings.staff, doings.centers)


def content_of(unit: Division, period: Period, now: datetime) -> Content:
    """Everything in the report of `unit` for `period`. Call it inside `rls.system()`: it holds counts, and no person."""
    span = Span.of(unit, period, now)
    runs = one_a_period(IndexRun.objects.filter(division=codes.at_level(unit.code, Division.Level.DISTRICT)))
    run = next((one for one in runs if one.period == period.code), None)
    index = _index(span, run, runs) if run else []
    title = f"{unit.name}社区治理情况月报（{period.label}）"
    return Content(
        title, unit.code, unit.name, period.code, _facts(span, run, now), (*index, *(one(span) for one in WORK))
    )


def _facts(span: Span, run: IndexRun | None, now: datetime) -> dict[str, str]:
    last = span.window.day
    told = {
        "as_of": f"{last:%Y-%m-%d} 24:00" if span.period.is_over(now) else f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "cutoff": f"{timezone.localtime(span.window.cutoff):%Y-%m-%d %H:%M}",
        "made_at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
    }
    if run is None:
        return told | {"basis": f"统计截至 {last.year} 年 {last.month} 月 {last.day} 日"}
    scheme = run.scheme_version
    sample = "示例方案，非官方评价；" if scheme.scheme.sample else ""
    return told | {
        "basis": f"{sample}统计截至 {last.year} 年 {last.month} 月 {last.day} 日",
        "scheme": str(scheme), "scheme_hash": scheme.hash, "scores_hash": run.scores_hash, "run": str(run.pk),
        "run_state": looks.run_look(run).label,
    }  # fmt: skip


def _index(span: Span, run: IndexRun, runs: list[IndexRun]) -> list[Section]:
    last = before(runs, run)
    history = [one for one in reversed(runs) if one.period <= run.period][-MONTHS:]
    wanted = [span.unit.code, *(part.code for part in span.parts)]
    found = {
        (one.run_id, one.division_id): one
        for one in Score.objects.filter(run__in={run.pk, *(one.pk for one in history)}, division__in=wanted)
    }
    own = found.get((run.pk, span.unit.code))
    if own is None:
        return []
    was = found.get((last.pk, span.unit.code)) if last else None
    trend = tuple((one.period, _score(found.get((one.pk, span.unit.code)))) for one in history)
    units = _units(span, run, last, found)
    tables = (
        _dimensions(own, was),
        *((units,) if units.rows else ()),
        Table("trend", "近期走势", (Column("期间", "text"), Column("指数", "two")), trend),
    )
    charts = [Chart("trend", "trend", (1,), "睦邻指数近期走势")] + (
        [Chart("bars", "units", (4,), "各单位睦邻指数")] if units.rows else []
    )
    section = Section("index", "睦邻指数", _said(span, own, was, units), tables, tuple(charts))
    return [section, _indicators(run, own)]


def _score(one: Score | None) -> float | None:
    return one.score if one else None


def _less(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


def _dimensions(own: Score, was: Score | None) -> Table:
    columns = (Column("维度", "text"), Column("得分", "two"), Column("上期", "two"), Column("变化", "two"))
    rows = [("睦邻指数", own.score, _score(was), _less(own.score, _score(was)))]
    for code, one in looks.DIMENSIONS.items():
        now, then = own.nodes.get(code), was.nodes.get(code) if was else None
        rows.append((one.label, now, then, _less(now, then)))
    return Table("dimensions", "四个维度", columns, tuple(rows))


def _units(span: Span, run: IndexRun, last: IndexRun | None, found: dict) -> Table:
    columns = (
        Column("名称", "text"), Column("排名"), Column("区间起"), Column("区间止"), Column("指数", "two"), Column("较上期", "two"),
        *(Column(one.label, "two") for one in looks.DIMENSIONS.values()),
    )  # fmt: skip
    scored = [(part, found[run.pk, part.code]) for part in span.parts if (run.pk, part.code) in found]
    scored.sort(key=lambda pair: (pair[1].rank is None, pair[1].rank or 0, pair[0].code))
    rows = tuple(
        (part.name, one.rank, one.rank_low, one.rank_high, one.score,
         _less(one.score, _score(found.get((last.pk, part.code))) if last else None),
         *(one.nodes.get(code) for code in looks.DIMENSIONS))
        for part, one in scored
    )  # fmt: skip
    return Table("units", "各单位得分", columns, rows)


def _said(span: Span, own: Score, was: Score | None, units: Table) -> str:
    if own.score is None:
        return f"{span.period.label}，{span.unit.name}数据不足，没有得分。"
    change = _less(own.score, _score(was))
    moved = "" if change is None else f"，较上期{'上升' if change >= 0 else '下降'} {abs(change):.2f} 分"
    ranked = (
        f"，在区内同级列第 {own.rank}（90% 区间 {own.rank_low}–{own.rank_high}）"
        if own.level != Division.Level.DISTRICT and own.rank
        else ""
    )
    lines = [f"{span.period.label}，{span.unit.name}睦邻指数 {own.score:.2f} 分{moved}{ranked}。"]
    known = {one.label: own.nodes.get(code) for code, one in looks.DIMENSIONS.items()}
    told = "，".join(f"{label} {value:.2f}" for label, value in known.items() if value is not None)
    lines.append(f"四个维度：{told}。")
    first = [row[0] for row in units.rows if row[1] is not None]
    if len(first) > 1:
        lines.append(f"居前的是{'、'.join(first[:3])}；居后的是{'、'.join(first[-3:])}。")
    return "\n".join(lines)


def _indicators(run: IndexRun, own: Score) -> Section:
    engine = Engine.from_dict(run.scheme_version.definition)
    seen = {one.indicator: one for one in Observation.objects.filter(run=run, division=own.division_id)}
    columns = (
        Column("指标", "text"), Column("代码", "text"), Column("维度", "text"), Column("分子", "sum"), Column("分母", "sum"),
        Column("实际值", "two"), Column("单位", "text"), Column("得分", "two"), Column("状态", "text"),
    )  # fmt: skip
    rows = []
    for node in engine.indicators:
        known, one = indicator(node.code), seen.get(node.code)
        figures = (_float(one.numerator), _float(one.denominator), one.value) if one else (None, None, None)
        status = one.get_status_display() if one else "缺失"
        rows.append((known.name, node.code, known.dimension, *figures, known.unit, own.nodes.get(node.code), status))
    valid = sum(row[7] is not None for row in rows)
    best = sorted((row for row in rows if row[7] is not None), key=lambda row: row[7])
    said = f"本期 {len(rows)} 项指标，有效 {valid} 项。"
    if len(best) >= 6:
        said += f"得分较高的是{'、'.join(row[0] for row in best[:-4:-1])}；较低的是{'、'.join(row[0] for row in best[:3])}。"
    return Section("indicators", "各项指标", said, (Table("indicators", "指标得分", columns, tuple(rows)),))


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
