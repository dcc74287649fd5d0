"""Publishing a finished period: first the answers are checked, then it is done for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from governance.access.models import Division
from governance.flow.machine import StepForbidden
from indices.actions import compute
from indices.flows import INDEX_RUN
from indices.models import IndexRun, Score
from indices.selectors.runs import preferred
from indices.windows import Period


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str, period: str) -> HttpResponse:
    run = _run(request, code, period)
    if request.method == "POST":
        compute.publish(run, by=request.user)
        messages.success(request, f"{Period(period).label}的睦邻指数已发布，公众页已更新。")
        return redirect("indices:explain", code, period)
    if "publish" not in [step.name for step in INDEX_RUN.open_to(request.user, run)]:
        raise StepForbidden("这一期现在不能由您发布：还没有结束、已经发布，或您没有发布的权限。")
    return render(request, "indices/publish.html", _answers(request, run))


def _run(request: HttpRequest, code: str, period: str) -> IndexRun:
    runs = IndexRun.objects.visible_to(request.user).filter(division=code, period=period)
    run = runs.select_related("division", "scheme_version__scheme").order_by(*preferred()).first()
    if run is None:
        raise Http404
    return run


def _answers(request: HttpRequest, run: IndexRun) -> dict[str, Any]:
    scores = list(Score.objects.for_reader(request.user).filter(run=run).select_related("division").order_by("rank"))
    streets = [one for one in scores if one.level == Division.Level.SUBDISTRICT]
    empty = [one for one in scores if one.score is None]
    return {
        "run": run, "label": Period(run.period).label, "empty": empty, "streets": streets,
        "whole": next((one for one in scores if one.division_id == run.division_id), None),
        "committees": sum(one.level == Division.Level.COMMITTEE for one in scores),
    }  # fmt: skip
