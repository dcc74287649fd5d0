"""睦邻楼组, and 上云 door by door."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.flow.machine import StepForbidden
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods import looks
from neighborhoods.actions import groups
from neighborhoods.filters import BuildingGroupFilter
from neighborhoods.flows import BUILDING_GROUP
from neighborhoods.forms.fields import StepForm
from neighborhoods.forms.groups import GroupForm
from neighborhoods.models import Activity, Building, BuildingGroup, Estate, Household, Onboarding
from neighborhoods.views.carried import carried_out, next_steps, step_taken

REFUSAL = "您没有修改睦邻楼组的权限。"


@require_GET
def group_list(request: SignedIn) -> HttpResponse:
    rows = BuildingGroup.objects.visible_to(request.user).standing().select_related("division", "estate")
    asked = BuildingGroupFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("name"))
    context = {
        "filter": asked, "page": page, "looks": looks.GROUP, "may_add": holds(request.user, "neighborhoods.add_buildinggroup"),
    }  # fmt: skip
    return render_part(request, "neighborhoods/groups.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def group_new(request: SignedIn, pk: str) -> HttpResponse:
    estate = get_object_or_404(Estate.objects.visible_to(request.user), pk=pk)
    form = GroupForm(estate, posted(request), new=True)

    def act() -> Any:
        return groups.add_group(estate, by=request.user, **form.cleaned_data)

    may = can(request.user, "neighborhoods.add_buildinggroup", estate)
    return carried_out(request, form, act, may, title="登记睦邻楼组", place=estate.name, back=estate, refusal=REFUSAL)


@require_http_methods(["GET", "POST"])
def group_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _group(request, pk)
    shown = {"name": row.name, "feature": row.feature, "buildings": row.buildings.all()}
    form = GroupForm(row.estate, posted(request), new=False, initial=shown)

    def act() -> Any:
        return groups.change_group(row, by=request.user, **form.cleaned_data)

    may = can(request.user, "neighborhoods.change_buildinggroup", row)
    return carried_out(request, form, act, may, title="修改睦邻楼组", place=row.name, back=row, refusal=REFUSAL)


@require_GET
def group(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _group(request, pk))


@require_POST
def group_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _group(request, pk)
    asked = step_taken(request, BUILDING_GROUP, row, step, groups.STEPS)
    return redirect(row) if asked is None else _show(request, row, asked)


@require_POST
def onboard(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    groups.onboard(row, by=request.user)
    messages.success(request, "已登记上云。")
    return redirect(row)


@require_POST
def end_onboarding(request: SignedIn, pk: str) -> HttpResponse:
    span = get_object_or_404(Onboarding.objects.visible_to(request.user).select_related("household"), pk=pk)
    groups.end_onboarding(span, by=request.user)
    messages.success(request, "已登记退出社区云。")
    return redirect(span.household)


@require_http_methods(["GET", "POST"])
def building_doors(request: SignedIn, pk: str) -> HttpResponse:
    """Tick the doors of one building that are in the cloud; what changed since is written with today's date."""
    row = get_object_or_404(Building.objects.visible_to(request.user).select_related("estate", "division"), pk=pk)
    if not can(request.user, "neighborhoods.change_onboarding", row):
        raise StepForbidden("您没有登记上云的权限。")
    doors = Household.objects.visible_to(request.user).current().filter(building=row).order_by("-floor", "room")
    if request.method == "POST":
        came, left = groups.onboard_building(row, by=request.user, doors=doors.filter(pk__in=_ticked(request)))
        messages.success(request, f"已保存：新上云 {came} 户，退出 {left} 户。")
        return redirect("neighborhoods:building-doors", row.pk)
    spans = Onboarding.objects.visible_to(request.user).current().filter(household__building=row)
    inside = set(spans.values_list("household_id", flat=True))
    context = {"building": row, "doors": doors.with_people(), "inside": inside}
    return render(request, "neighborhoods/doors.html", context)


def _group(request: SignedIn, pk: str) -> BuildingGroup:
    rows = BuildingGroup.objects.visible_to(request.user).select_related("division", "estate")
    return get_object_or_404(rows, pk=pk)


def _show(request: SignedIn, row: BuildingGroup, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "group": row, "looks": looks.GROUP, "next": next_steps(BUILDING_GROUP, request.user, row, asked), "asked": asked,
        "buildings": row.buildings.all(), "activity_looks": looks.ACTIVITY,
        "activities": Activity.objects.visible_to(request.user).standing().filter(group=row).order_by("-starts_at")[:10],
        "may_change": row.until is None and can(request.user, "neighborhoods.change_buildinggroup", row),
    }  # fmt: skip
    return render(request, "neighborhoods/group.html", context, status=422 if asked else 200)


def _ticked(request: SignedIn) -> list[uuid.UUID]:
    """What is no id was not ticked by a person."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("door")[:2000]]
    except ValueError:
        return []
