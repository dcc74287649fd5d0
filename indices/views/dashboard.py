"""一屏观全域."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.web.render import render_part
from governance.web.templatetags.figures import Cell, Tile
from governance.web.templatetags.mulin import num
from indices import looks
from indices.selectors import runs
from indices.selectors.dashboard import Board, board
from indices.selectors.focus import focus
from indices.views.counting import counts_of
from indices.windows import Period

PERMISSION = "indices.view_score"
FIRST = date(2000, 1, 1)


@require_GET
def dashboard(request: SignedIn) -> HttpResponse:
    if not holds(request.user, PERMISSION):
        raise PermissionDenied("您没有查看全域数据的权限。")
    code = _asked(request)
    period, day = request.GET.get("period", ""), _day(request)
    found = board(request.user, code, period, timezone.now(), as_of=day) if code else None
    if code and found is None:
        raise Http404
    return render_part(request, "indices/dashboard.html", "shown", _context(found) if found else {"board": None})


def _day(request: SignedIn) -> date | None:
    """The past day asked for; None for today. A day to come, or none at all, does not exist."""
    text = request.GET.get("as_of", "")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None
    if day and not FIRST <= day <= timezone.localdate():
        raise Http404
    return None if day == timezone.localdate() else day


def _asked(request: SignedIn) -> str:
    """The division asked for, else the reader's own. Outside the reach it does not exist."""
    text = request.GET.get("division", "")
    if not text:
        return runs.home_of(request.user)
    if not (text.isascii() and text.isdigit() and len(text) in codes.CUTS.values()):
        raise Http404
    code = codes.full(text)
    if len(codes.significant(code)) < codes.CUTS[Division.Level.DISTRICT]:
        raise Http404
    if not can_in(request.user, PERMISSION, code):
        raise Http404
    return code


def _context(found: Board) -> dict[str, Any]:
    scores = [one.score for one in found.below if one.score is not None]
    between = looks.edges(scores)
    stages = [one for one in found.stages if one.total]
    return {
        "board": found, "code": found.unit.division.code, "run_look": looks.run_look(found.run) if found.run else None,
        "periods": [(one.period, Period(one.period).label, looks.run_look(one).label) for one in found.runs],
        "trail": [(one.name, _here(one.code, found)) for one in found.trail] + [(found.unit.division.name, "")],
        "dimensions": [(one, found.unit.node(code), _last(found, code), found.unit.change_of(code)) for code, one in looks.DIMENSIONS.items()],
        "tiles": [_tile(one, found, between) for one in found.below if one.now], "bands": looks.band_texts(between),
        "below": sorted(found.below, key=lambda one: (one.now.rank if one.now and one.now.rank else 9999, one.division.code)),
        "focus": focus(found),
        "stage_rows": [(one.label, *(_stage_cell(one.state, count, found) for count in (one.on_time, one.soon, one.overdue))) for one in stages],
        "trend_rows": [(period, _score_cell(value, period, found)) for period, value in found.trend],
        "coverage_rows": [(f"{int(period[5:])} 月", _score_cell(value, period, found), _goal(found)) for period, value in found.coverage],
        "trend_said": _trend_said(found), "dims_said": _dims_said(found), "scored": _peers(found),
        "stage_said": _stage_said(found), "coverage_said": _coverage_said(found), "trend_head": ("月份", "指数"),
        "stage_head": ("阶段", "正常", "24 小时内到期", "超期"), "coverage_head": ("月份", "走访覆盖率", "目标"),
        "counts": counts_of(found), "kept": _kept(found), "today": timezone.localdate(),
    }  # fmt: skip


def _here(code: str, found: Board) -> str:
    return f"{reverse('indices:dashboard')}?division={code}{_kept(found)}"


def _kept(found: Board) -> str:
    """What a way down keeps: the period, and the day where a past one is shown."""
    period = f"&period={found.run.period}" if found.run else ""
    return f"{period}&as_of={found.as_of}" if found.as_of else period


def _last(found: Board, code: str) -> float | None:
    return found.unit.last.nodes.get(code) if found.unit.last else None


def _tile(one: Any, found: Board, between: list[int]) -> Tile:
    row, column = looks.TILES.get(found.unit.division.code, {}).get(one.division.code, (0, 0))
    note = f"分，第 {one.now.rank} 名" if one.now.rank else "，数据不足"
    name = one.division.short_name
    return Tile(
        name, num(one.score, 1), _here(one.division.code, found), looks.band(one.score, between), row, column, note
    )


def _stage_cell(state: str, count: int, found: Board) -> Cell:
    """A list of cases knows only today: a number of a past day leads nowhere."""
    if found.as_of:
        return Cell(count)
    return Cell(count, f"{reverse('cases:list')}?state={state}&within={found.unit.division.code}" if count else "")


def _score_cell(value: float | None, period: str, found: Board) -> Cell:
    href = reverse("indices:explain", args=[found.unit.division.code, period])
    return Cell(None if value is None else num(value, 1), href)


def _goal(found: Board) -> float | None:
    """The upper goalpost of visit coverage in the scheme of the run shown: what the year is to reach."""
    nodes = found.run.scheme_version.definition["nodes"] if found.run else []
    return next((node.get("normalisation", {}).get("high") for node in nodes if node["code"] == "ZZ-B1"), None)


def _trend_said(found: Board) -> str:
    known = [value for _, value in found.trend if value is not None]
    if len(known) < 2:
        return "满两个月后显示走势"
    verb = "升到" if known[-1] > known[0] else "降到"
    return f"近 {len(known)} 个月由 {known[0]:.1f} {verb} {known[-1]:.1f}"


def _dims_said(found: Board) -> str:
    known = {one.label: value for code, one in looks.DIMENSIONS.items() if (value := found.unit.node(code)) is not None}
    return (
        f"最高{max(known, key=lambda one: known[one])}，最低{min(known, key=lambda one: known[one])}。"
        if len(known) > 1
        else ""
    )


def _stage_said(found: Board) -> str:
    late, soon = sum(one.overdue for one in found.stages), sum(one.soon for one in found.stages)
    share = f"（{100 * late / found.unit.open:.1f}%）" if found.unit.open else ""
    return f"24 小时内到期 {soon:,} 件，超期 {late:,} 件{share}"


def _coverage_said(found: Board) -> str:
    goal = _goal(found)
    return "近 365 天走访见到人的户" + (f"，目标 {goal:g}%" if goal is not None else "")


def _peers(found: Board) -> int:
    """How far the scale of ranks reaches: the worst rank or interval among the units shown."""
    return max((one.now.rank_high for one in found.below if one.now and one.now.rank_high), default=1)
