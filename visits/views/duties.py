"""包楼: who walks which building; shared out by the street, changed by hand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from neighborhoods.models import Building
from visits.actions import duties
from visits.forms import ShareForm
from visits.models import BuildingDuty
from visits.selectors.takers import clerks_of

VIEW, ADD = "visits.view_buildingduty", "visits.add_buildingduty"


@require_GET
def duty_list(request: SignedIn) -> HttpResponse:
    """A committee's buildings with who walks them; above a committee, the committees with how many are given out."""
    if not holds(request.user, VIEW):
        raise StepForbidden("您没有查看包楼的权限。")
    places = divisions_in_reach(request.user, VIEW)
    home = request.user.home.code if request.user.home else ""
    unit = get_object_or_404(
        places, pk=request.GET.get("within", "")[:12].ljust(12, "0") if request.GET.get("within") else home
    )
    context = {"unit": unit, "may_change": can_in(request.user, ADD, unit.code)}
    if unit.level == Division.Level.COMMITTEE:
        return render(
            request,
            "visits/duties.html",
            context | {"buildings": _buildings(request, unit), "clerks": clerks_of(unit.code)},
        )
    return render(request, "visits/duties.html", context | {"units": _units(request, unit, places)})


@require_POST
def duty_share(request: SignedIn) -> HttpResponse:
    form = ShareForm(request.POST)
    form.is_valid()
    division = get_object_or_404(divisions_in_reach(request.user, VIEW), pk=form.cleaned_data.get("division", ""))
    count = duties.share_out(division, by=request.user, anew=form.cleaned_data["anew"])
    messages.success(request, f"{division}：{count} 栋楼已分到人，按户数均分。")
    return redirect(f"{reverse('visits:duties')}?within={division.code}")


@require_POST
def duty_assign(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    building = get_object_or_404(Building.objects.visible_to(request.user).select_related("estate"), pk=pk)
    people = {str(one.pk): one for one in clerks_of(building.division_id)}
    wanted = request.POST.get("clerk", "")
    if wanted and wanted not in people:
        raise ValidationError({"clerk": "包楼人须是本居委的干事，请在列表里选。"})
    duties.assign(building, to=people.get(wanted), by=request.user)
    messages.success(request, f"{building.estate} {building}：{people[wanted] if wanted else '没有人'}包楼。")
    return redirect(f"{reverse('visits:duties')}?within={building.division_id}")


def _buildings(request: SignedIn, unit: Division) -> list[Building]:
    """In walking order, with `doors` and `clerk_id`."""
    walks = BuildingDuty.objects.visible_to(request.user).current().filter(building=OuterRef("pk"))
    living = Count("households", filter=Q(households__until=None, households__withdrawn_at=None))
    rows = Building.objects.visible_to(request.user).standing().inside(unit.code).select_related("estate")
    return list(
        rows.annotate(doors=living, clerk_id=Subquery(walks.values("clerk")[:1])).order_by(
            "estate__name", "order", "name"
        )
    )


def _units(request: SignedIn, unit: Division, places) -> list[dict]:
    """Committees below with buildings, and buildings somebody walks."""
    given = BuildingDuty.objects.visible_to(request.user).current().inside(unit.code).order_by()
    walked = dict(given.values("division_id").annotate(count=Count("pk")).values_list("division_id", "count"))
    houses = Building.objects.visible_to(request.user).standing().inside(unit.code).order_by()
    counts = dict(houses.values("division_id").annotate(count=Count("pk")).values_list("division_id", "count"))
    found = places.within(unit.code).filter(level=Division.Level.COMMITTEE).order_by("code")
    return [{"unit": one, "walked": walked.get(one.pk, 0), "buildings": counts.get(one.pk, 0)} for one in found]
