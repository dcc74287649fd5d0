"""The list of hazards, its export, and the map of points and hazards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.hazards.filters import HazardFilter, PointFilter
from cases.hazards.looks import HAZARDS, LEVELS, MODES
from cases.hazards.models import Hazard, RiskPoint
from cases.hazards.selectors import Spot, hazard_counts, kinds_at, mode_of, placed
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.web import sheets
from governance.web.pager import page_of
from governance.web.render import render_part

VIEWS = (("open", "办理中"), ("overdue", "逾期未整改"), ("check", "待复查"), ("all", "全部"))
HEAD = (
    "编号", "种类", "等级", "隐患", "地点", "居委（街镇）", "状态", "责任部门", "发现", "整改期限", "整改完成", "销号", "整改情况",
)  # fmt: skip
WIDTHS = (17, 12, 8, 32, 28, 24, 10, 18, 12, 12, 12, 12, 40)
MOST = 500  # spots on one map


@require_GET
def hazard_list(request: SignedIn) -> HttpResponse:
    asked, view = _asked(request)
    found, now = asked.qs if asked.is_valid() else asked.queryset.none(), timezone.now()
    home = request.user.home.code if request.user.home else ""
    context = {
        "filter": asked, "page": page_of(request, found, Order("found_at", descending=True)), "view": view, "views": VIEWS, "now": now,
        "counts": hazard_counts(request.user, now), "units": units_below(request.user), "looks": HAZARDS, "levels": LEVELS,
        "may_add": holds(request.user, "hazards.add_hazard"), "mode": mode_of(home) if home else None, "modes": MODES,
    }  # fmt: skip
    return render_part(request, "hazards/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def hazard_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked, _ = _asked(request)
    if not asked.is_valid():
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(request.GET) & set(asked.base_filters))
    record("hazards.export", None, by=request.user, format="xlsx", filters=names, within=request.GET.get("within", ""))
    book = sheets.workbook("隐患", HEAD, WIDTHS, _rows(asked.qs.order_by("found_at", "pk")))
    return FileResponse(book, as_attachment=True, filename=f"隐患-{timezone.localdate():%Y%m%d}.xlsx")


@require_GET
def risk_map(request: SignedIn) -> HttpResponse:
    """社区风险地图, a drawing to scale without a base map: points and open hazards that have coordinates."""
    asked = HazardFilter(request.GET, Hazard.objects.visible_to(request.user).open().for_list(), request=request)
    points = PointFilter(request.GET, RiskPoint.objects.visible_to(request.user).standing().for_list(), request=request)
    valid = asked.is_valid() and points.is_valid()
    narrowed = any(request.GET.get(name) for name in ("state", "overdue"))  # a point has no state
    spots = [*(_points(points.qs) if not narrowed else ()), *_hazards(asked.qs)] if valid else []
    home = request.user.home.code if request.user.home else ""
    context = {
        "filter": asked, "spots": placed(spots), "full": len(spots) >= MOST, "most": MOST, "levels": LEVELS, "units": units_below(request.user),
        "kinds": kinds_at(home) if home else [],
    }  # fmt: skip
    return render(request, "hazards/map.html", context, status=422 if asked.errors else 200)


def _asked(request: SignedIn) -> tuple[HazardFilter, str]:
    """Without a view, what is open; what was taken back is in none."""
    view = request.GET.get("view") or "open"
    found = Hazard.objects.visible_to(request.user).standing().for_list()
    if view == "open":
        found = found.open()
    elif view == "overdue":
        found = found.overdue(timezone.now())
    elif view == "check":
        found = found.filter(state=Hazard.State.RECTIFIED)
    return HazardFilter(request.GET, found, request=request), view


def _rows(hazards: Any) -> Iterator[tuple[Any, ...]]:
    for one in hazards.iterator(chunk_size=1000):
        yield (
            one.number, one.kind.name, one.get_level_display() if one.level else "", sheets.plain(one.title), sheets.plain(one.address),
            one.division.name, one.get_state_display(), one.department.name if one.department else "", _day(one.found_at),
            _day(one.rectify_due_at), _day(one.rectified_at), _day(one.cleared_at), sheets.plain(one.result),
        )  # fmt: skip


def _day(at: Any) -> Any:
    return timezone.localdate(at) if at else ""


def _points(found: Any) -> list[Spot]:
    known = found.exclude(longitude=None).order_by("-recorded_at")[:MOST]
    return [
        Spot(one.name, f"{one.kind.name}风险点，{one.get_level_display()}，{one.address}", one.level, "point", one.get_absolute_url(), one.longitude, one.latitude)
        for one in known
    ]  # fmt: skip


def _hazards(found: Any) -> list[Spot]:
    known = found.exclude(longitude=None).order_by("-found_at")[:MOST]
    return [
        Spot(
            one.title, f"{one.kind.name}隐患，{one.get_level_display() or '未评估'}，{one.get_state_display()}，{one.address}", one.level, "hazard",
            one.get_absolute_url(), one.longitude, one.latitude,
        )
        for one in known
    ]  # fmt: skip
