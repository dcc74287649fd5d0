"""Risk points and kinds of risk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.hazards.actions import kinds, places, points
from cases.hazards.filters import PointFilter
from cases.hazards.forms import KindForm, PointForm, ReasonForm
from cases.hazards.looks import HAZARDS, LEVELS
from cases.hazards.models import Hazard, RiskKind, RiskPoint
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part


@require_GET
def point_list(request: SignedIn) -> HttpResponse:
    asked = PointFilter(request.GET, RiskPoint.objects.visible_to(request.user).standing().for_list(), request=request)
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, found, Order("recorded_at", descending=True)), "levels": LEVELS,
        "units": units_below(request.user), "may_add": holds(request.user, "hazards.add_riskpoint"),
    }  # fmt: skip
    return render_part(request, "hazards/points.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def point_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "hazards.add_riskpoint"):
        raise StepForbidden("您没有登记风险点的权限。")
    reach = divisions_in_reach(request.user, "hazards.add_riskpoint").filter(level__in=places.PLACES)
    form = PointForm(posted(request), divisions=reach.order_by("code"))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = points.add_point(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"风险点“{row.name}”已登记。")
            return redirect(row)
    context = {"form": form, "title": "登记风险点", "back_to": "hazards:points"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def point(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _point(request, pk)
    found = Hazard.objects.visible_to(request.user).standing().filter(point=row).for_list()
    context = {
        "point": row, "hazards": found.order_by("-found_at")[:50], "looks": HAZARDS, "levels": LEVELS,
        "may_change": not row.withdrawn_at and can(request.user, "hazards.change_riskpoint", row),
        "may_report": not row.withdrawn_at and can_in(request.user, "hazards.add_hazard", row.division_id),
    }  # fmt: skip
    return render(request, "hazards/point.html", context)


@require_http_methods(["GET", "POST"])
def point_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _point(request, pk)
    if not can(request.user, "hazards.change_riskpoint", row):
        raise StepForbidden("您没有修改风险点的权限。")
    form = PointForm(posted(request), divisions=[], point=row)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            points.change_point(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(row)
    context = {"form": form, "title": f"修改 {row.name}", "back": row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def point_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _point(request, pk)
    if not can(request.user, "hazards.withdraw_riskpoint", row):
        raise StepForbidden("您没有撤销风险点的权限。")
    form = ReasonForm(posted(request), name="withdraw", row=row)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            points.withdraw(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"风险点“{row.name}”已撤销。")
            return redirect("hazards:points")
    context = {"form": form, "title": f"撤销风险点 {row.name}", "back": row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def kind_list(request: SignedIn) -> HttpResponse:
    found = RiskKind.objects.visible_to(request.user).select_related("division")
    mine = set(RiskKind.objects.visible_to(request.user, "hazards.change_riskkind").values_list("pk", flat=True))
    places_of_mine = divisions_in_reach(request.user, "hazards.change_riskkind")
    districts = places_of_mine.filter(level=Division.Level.DISTRICT).order_by("code")
    return render(request, "hazards/kinds.html", {"kinds": found, "mine": mine, "districts": districts})


@require_POST
def kinds_standard(request: SignedIn) -> HttpResponse:
    reach = Division.objects.visible_to(request.user)
    division = get_object_or_404(reach, code=request.POST.get("division", "")[:12])
    count = kinds.install_standard(division, by=request.user)
    messages.success(request, f"已启用 {count} 个标准种类。")
    return redirect("hazards:kinds")


@require_http_methods(["GET", "POST"])
def kind_edit(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(RiskKind.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "hazards.change_riskkind", row):
        raise StepForbidden("风险种类由区级管理员维护。")
    given = {name: getattr(row, name) for name in KindForm.base_fields}
    form = KindForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            kinds.change_kind(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"“{row.name}”已保存。")
            return redirect("hazards:kinds")
    context = {"form": form, "title": f"风险种类 {row.name}", "back_to": "hazards:kinds"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


def _point(request: SignedIn, pk: uuid.UUID) -> RiskPoint:
    return get_object_or_404(RiskPoint.objects.visible_to(request.user).for_list(), pk=pk)
