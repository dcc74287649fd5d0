"""Estates and their buildings: what a clerk walks through, door by door."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods.actions import places
from neighborhoods.filters import EstateFilter
from neighborhoods.forms.people import BuildingForm, EstateForm, HouseholdForm
from neighborhoods.models import Building, Estate, Household
from neighborhoods.views.carried import carried_out


@require_GET
def estate_list(request: SignedIn) -> HttpResponse:
    estates = Estate.objects.visible_to(request.user).standing().select_related("division")
    asked = EstateFilter(request.GET, estates, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("name"))
    may_add = holds(request.user, "neighborhoods.add_estate")
    context = {"filter": asked, "page": page, "may_add": may_add}
    return render_part(request, "neighborhoods/estates.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def estate(request: SignedIn, pk: str) -> HttpResponse:
    """Buildings with their numbers; the chosen one (`?building=`) with its doors from the top floor down."""
    row = get_object_or_404(Estate.objects.visible_to(request.user).select_related("division"), pk=pk)
    doors = Household.objects.visible_to(request.user).current()
    count = doors.filter(building=OuterRef("pk")).order_by().values("building").annotate(n=Count("pk")).values("n")
    buildings = list(row.buildings.standing().annotate(doors=Coalesce(Subquery(count), 0)).order_by("order", "name"))
    asked = request.GET.get("building") or (str(buildings[0].pk) if buildings else "")
    chosen = next((one for one in buildings if str(one.pk) == asked), None)
    households = doors.filter(building=chosen).with_people().order_by("-floor", "room") if chosen else doors.none()
    context = {
        "estate": row, "buildings": buildings, "chosen": chosen, "households": households,
        "may_add": can(request.user, "neighborhoods.add_building", row),
    }  # fmt: skip
    return render_part(request, "neighborhoods/estate.html", "doors", context)


@require_http_methods(["GET", "POST"])
def estate_new(request: SignedIn) -> HttpResponse:
    committees = (
        Division.objects.visible_to(request.user, "neighborhoods.add_estate").current().filter(level="committee")
    )
    form = EstateForm(committees, posted(request))

    def act() -> Any:
        given = form.cleaned_data.copy()
        return places.add_estate(given.pop("division"), by=request.user, **given)

    may = holds(request.user, "neighborhoods.add_estate")
    return carried_out(request, form, act, may, title="登记小区", back_to="neighborhoods:estates")


@require_http_methods(["GET", "POST"])
def estate_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Estate.objects.visible_to(request.user), pk=pk)
    form = EstateForm(None, posted(request), initial={"name": row.name, "address": row.address, "kind": row.kind})

    def act() -> Any:
        return places.change_estate(row, by=request.user, **form.cleaned_data)

    may = can(request.user, "neighborhoods.change_estate", row)
    return carried_out(request, form, act, may, title="修改小区", place=row.name, back=row)


@require_http_methods(["GET", "POST"])
def building_new(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Estate.objects.visible_to(request.user), pk=pk)
    form = BuildingForm(posted(request))

    def act() -> Any:
        places.add_building(row, by=request.user, **form.cleaned_data)
        return row

    may = can(request.user, "neighborhoods.add_building", row)
    return carried_out(request, form, act, may, title="登记楼栋", place=row.name, back=row)


@require_http_methods(["GET", "POST"])
def building_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _building(request, pk)
    form = BuildingForm(posted(request), initial={"name": row.name, "floors": row.floors})

    def act() -> Any:
        return places.change_building(row, by=request.user, **form.cleaned_data).estate

    may = can(request.user, "neighborhoods.change_building", row)
    return carried_out(request, form, act, may, title="修改楼栋", place=str(row.estate), back=row.estate)


@require_http_methods(["GET", "POST"])
def household_new(request: SignedIn, pk: str) -> HttpResponse:
    row = _building(request, pk)
    form = HouseholdForm(posted(request))

    def act() -> Any:
        return places.add_household(row, by=request.user, **form.cleaned_data)

    may = can(request.user, "neighborhoods.add_household", row)
    return carried_out(request, form, act, may, title="登记住户", place=f"{row.estate} {row.name}", back=row.estate)


def _building(request: SignedIn, pk: str) -> Building:
    return get_object_or_404(Building.objects.visible_to(request.user).select_related("estate"), pk=pk)
