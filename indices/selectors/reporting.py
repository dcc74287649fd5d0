"""A month or a year of a unit, gathered: the index from what was stored, the work from the records as known at its end."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from governance.access.models import Division
from indices import looks
from indices.reports.content import Content, Section
from indices.selectors import doings
from indices.selectors.indexed import Indexed, index
from indices.selectors.parts import Span
from indices.selectors.strengths import indicators, strengths
from indices.stretches import Stretch, kind_of
from indices.windows import Period

WORK = (doings.cases, doings.visits, doings.service, doings.staff, doings.centers)


def content_of(unit: Division, period: Period | Stretch, now: datetime) -> Content:
    """Everything in the report of `unit` for `period`. Call it inside `rls.system()`: it holds counts, and no person."""
    span = Span.of(unit, period, now)
    of = Indexed.of(span)
    work = tuple(one(span) for one in WORK)
    sections = (*(_scored(of) if of else ()), *(_gathered(span, work) if span.months else work))
    title = f"{unit.name}社区治理情况{kind_of(period.code).label}（{period.label}）"
    return Content(title, unit.code, unit.name, period.code, _facts(span, of, now), sections)


def _scored(of: Indexed) -> list[Section]:
    compared = strengths(of)
    return [index(of), indicators(of), *((compared,) if compared else ())]


def _gathered(span: Span, work: tuple[Section, ...]) -> list[Section]:
    said = f"以下数量从 {span.period.first:%Y-%m-%d} 计到 {span.window.day}，各月按期末所知重新汇总，晚登记的计入发生的月份。"
    return [Section("work", "工作情况", said), *(one.lowered() for one in work)]


def _facts(span: Span, of: Indexed | None, now: datetime) -> dict[str, str]:
    last = span.window.day
    told = {
        "as_of": f"{last:%Y-%m-%d} 24:00" if span.period.is_over(now) else f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "cutoff": f"{timezone.localtime(span.window.cutoff):%Y-%m-%d %H:%M}",
        "made_at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
    }
    if of is None:
        return told | {"basis": f"统计截至 {last.year} 年 {last.month} 月 {last.day} 日"}
    scheme = of.run.scheme_version
    sample = "示例方案，非官方评价；" if scheme.scheme.sample else ""
    return told | {
        "basis": f"{sample}统计截至 {last.year} 年 {last.month} 月 {last.day} 日", "index_period": of.run.period,
        "scheme": str(scheme), "scheme_hash": scheme.hash, "observations_hash": of.run.observations_hash,
        "scores_hash": of.run.scores_hash, "run": str(of.run.pk), "run_state": looks.run_look(of.run).label,
    }  # fmt: skip
