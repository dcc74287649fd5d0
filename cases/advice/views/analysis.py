"""诉求分析: what many say at once, how the weeks went, and where this week stands out. Every number leads to its cases."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.advice.models import Cluster, ClusterRun
from cases.advice.selectors.clusters import newest_runs
from cases.advice.selectors.trends import BEFORE, counted, opened, signals, trends, weeks
from cases.looks import LOOKS
from cases.models import Case
from governance.access import codes
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds, ranges
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.flow.machine import StepForbidden
from governance.web.pager import page_of
from governance.web.sheets import workbook

MAY = "advice.view_cluster"
SHOWN = 30
HEAD = ("件数", "类别", "街镇", "代表事项", "工单号", "事项", "地点", "受理渠道", "发现时间", "状态")
WIDTHS = (6, 12, 14, 36, 17, 36, 30, 12, 12, 10)


@require_GET
def analysis(request: SignedIn) -> HttpResponse:
    code, today = _within(request), timezone.localdate()
    found, runs = counted(request.user, code, today), newest_runs(code)
    context = {
        "code": code, "runs": runs, "clusters": _clusters(request, code, runs)[:SHOWN], "weeks": weeks(today),
        "trends": trends(found, today), "signals": signals(found), "units": units_below(request.user), "before": BEFORE,
    }  # fmt: skip
    return render(request, "advice/analysis.html", context)


@require_GET
def cluster(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    _require(request)
    found = get_object_or_404(
        Cluster.objects.visible_to(request.user).select_related("category", "division", "run"), pk=pk
    )
    cases = Case.objects.visible_to(request.user).filter(pk__in=found.members.values("case")).for_list()
    context = {
        "cluster": found,
        "looks": LOOKS,
        "now": timezone.now(),
        "page": page_of(request, cases, Order("opened_at", descending=True)),
    }
    return render(request, "advice/cluster.html", context)


@require_GET
def records(request: SignedIn) -> HttpResponse:
    """The cases behind a number: `?category=&ago=&within=`."""
    code, known = _within(request), weeks(timezone.localdate())
    week = next((one for one in known if str(one.ago) == request.GET.get("ago")), None)
    if request.GET.get("ago") and week is None:
        raise ValidationError([f"周次请填 0（本周）到 {BEFORE}。"])
    cases = opened(request.user, code, week).for_list()
    category = request.GET.get("category", "")
    if category and "\0" not in category:
        cases = cases.filter(category__code=category)
    context = {
        "week": week, "first": (week or known[0]).first, "last": (week or known[-1]).last, "looks": LOOKS, "now": timezone.now(),
        "category": category, "page": page_of(request, cases, Order("opened_at", descending=True)),
    }  # fmt: skip
    return render(request, "advice/records.html", context)


@require_GET
def export(request: SignedIn) -> FileResponse:
    """Every case of every cluster, the largest first."""
    code = _within(request)
    rows = _clusters(request, code, newest_runs(code)).order_by("-size", "pk").values_list(
        "size", "category__name", "division__name", "title", "members__case__number", "members__case__title",
        "members__case__address", "members__case__entrance", "members__case__opened_at", "members__case__state",
    )  # fmt: skip
    record("clusters.export", None, by=request.user, format="xlsx", within=code)
    book = workbook("诉求聚集", HEAD, WIDTHS, (_cells(row) for row in rows.iterator(chunk_size=2000)))
    return FileResponse(book, as_attachment=True, filename=f"诉求聚集-{timezone.localdate():%Y%m%d}.xlsx")


def _cells(row: tuple[Any, ...]) -> list[Any]:
    *first, entrance, opened_at, state = row
    return [*first, Case.Entrance(entrance).label, timezone.localdate(opened_at), Case.State(state).label]


def _clusters(request: SignedIn, code: str, runs: list[ClusterRun]) -> Any:
    """Those of the newest runs, among the visible."""
    found = Cluster.objects.visible_to(request.user).inside(code).filter(run__in=runs)
    return found.select_related("category", "division").order_by(F("size").desc(), "pk")


def _within(request: SignedIn) -> str:
    """The division asked for, else the own; one that is none, or out of reach, is no page."""
    _require(request)
    code = request.GET.get("within") or (request.user.home.code if request.user.home else "31")
    try:
        low, _ = codes.within(code if code.isascii() else "")
    except ValueError:
        raise Http404 from None
    if not codes.contains(ranges(request.user, MAY), low):
        raise Http404
    return code


def _require(request: SignedIn) -> None:
    if not holds(request.user, MAY):
        raise StepForbidden("您没有查看诉求分析的权限。")
