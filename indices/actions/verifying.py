"""Does a run still follow from the records? Each figure and score that does not, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from governance.audit.log import record
from governance.jobs.inbox import notify
from indices.actions.compute import calculate
from indices.actions.publishing import district_admins
from indices.actions.scoring import scores_digest
from indices.models import IndexRun, Score
from indices.observing import Figure, digest

INTERVAL = "排名区间"


@dataclass(frozen=True, slots=True)
class Difference:
    """`node` is an indicator, or "" for the score; `stored` and `again` are what stands and what the records give now."""

    division: str
    node: str
    what: str
    stored: object
    again: object

    def __str__(self) -> str:
        return f"{self.division} {self.node or '指数'} {self.what}：存 {_said(self.stored)}，重算 {_said(self.again)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`same` where both hashes come out as stored and every stored row is as computed."""

    observations: str
    scores: str
    differences: tuple[Difference, ...]
    same: bool


def verify(run: IndexRun) -> Verdict:
    """Compute `run` from the records as they were known at its cutoff, and compare. Nothing is written."""
    figures, scores = calculate(run)
    hashes = digest(figures), scores_digest(scores)
    found = (*_of_figures(run, figures), *_of_scores(run, scores))
    kept = not run.observations_hash or hashes == (run.observations_hash, run.scores_hash)
    return Verdict(*hashes, found, kept and not found)


def running(now: datetime) -> list[IndexRun]:
    """The newest computation of each district's running period."""
    runs = IndexRun.objects.filter(state=IndexRun.State.COMPUTED, final=False).select_related("scheme_version")
    last = F("scheme_version__locked_at").desc(nulls_last=True)
    return list(runs.order_by("division", "-period", last).distinct("division"))


def reconcile(run: IndexRun) -> int:
    """How many figures and scores, kept up to date through the day, are not what the records give. A defect, if any:
    it is written down and the district's admins are told; the night puts it right. Rank intervals are the night's own.
    """
    wrong = [one for one in verify(run).differences if one.what != INTERVAL]
    if wrong:
        record("index_run.differ", run, by=None, period=run.period, count=len(wrong), first=str(wrong[0]))
        text = f"睦邻指数 {run.period} 夜间核对：{len(wrong)} 处与记录不一致，将由夜间重算更正。"
        notify(district_admins(run.division_id), text, url=run.get_absolute_url(), kind="index")
    return len(wrong)


def _of_figures(run: IndexRun, figures: list[Figure]) -> Iterator[Difference]:
    names = ("numerator", "denominator", "value", "status")
    rows = run.observations.values_list("indicator", "division_id", *names)
    stored = {(code, division): figure for code, division, *figure in rows}
    for one in figures:
        standing = stored.pop((one.indicator, one.division), None)
        if standing is None:
            yield Difference(one.division, one.indicator, "观测值", None, one.value)
            continue
        yield from _apart(one.division, one.indicator, standing, [getattr(one, name) for name in names])
    for (code, division), standing in stored.items():
        yield Difference(division, code, "观测值", standing[2], None)


def _apart(division: str, code: str, stored: list, again: list) -> Iterator[Difference]:
    for what, old, new in zip(("分子", "分母", "实际值", "状态"), stored, again, strict=True):
        if old != new:
            yield Difference(division, code, what, old, new)


def _of_scores(run: IndexRun, scores: list[Score]) -> Iterator[Difference]:
    names = ("score", "rank", "rank_low", "rank_high")
    stored = {division: row for division, *row in run.scores.values_list("division_id", *names)}
    for one in scores:
        row = stored.pop(one.division_id, [None] * len(names))
        for what, old, new in zip(("得分", "排名"), row[:2], (one.score, one.rank), strict=True):
            if old != new:
                yield Difference(one.division_id, "", what, old, new)
        if row[2:] != [one.rank_low, one.rank_high]:
            yield Difference(one.division_id, "", INTERVAL, tuple(row[2:]), (one.rank_low, one.rank_high))
    for division, row in stored.items():
        yield Difference(division, "", "得分", row[0], None)


def _said(value: object) -> str:
    if value is None:
        return "无"
    return f"{value:f}".rstrip("0").rstrip(".") if hasattr(value, "as_tuple") else str(value)
