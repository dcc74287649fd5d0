"""组织网络: the tree with headcount and hours, a unit, founding and changing one."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.web.carrying import carried_out
from governance.web.forms import posted
from volunteers import selectors
from volunteers.actions import units
from volunteers.flows import UNIT
from volunteers.forms import UnitForm
from volunteers.looks import PROJECTS, UNITS
from volunteers.models import LEVELS, Belonging, HourEntry, Project, Unit
from volunteers.views.carrying import demand, stepped

ADD, CHANGE = "volunteers.add_unit", "volunteers.change_unit"
ACTIONS = {"activate": units.activate, "suspend": units.suspend, "close": units.close}
SHOWN = 50  # members on a unit's page; the rest is a list
OPEN = 60  # units shown at once


@require_GET
def network(request: SignedIn) -> HttpResponse:
    """A large network shows the stations and teams of one branch at a time, `?branch=`."""
    year, chosen = timezone.localdate().year, chosen_branch(request)
    roots = selectors.network(request.user, selectors.hours_in(request.user, year))
    branches, folded = selectors.unfolded(roots, chosen, OPEN)
    context = {
        "branches": branches, "folded": folded, "chosen": chosen, "count": len(selectors.flat(roots)), "year": year,
        "looks": UNITS, "tab": "units", "may_found": _districts(request).exists(),
    }  # fmt: skip
    return render(request, "volunteers/units.html", context)


@require_GET
def unit_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    unit = _unit(request, pk)
    members = Belonging.objects.visible_to(request.user).current().filter(unit=unit)
    ledger = HourEntry.objects.visible_to(request.user).filter(selectors.below(unit.pk))
    depth = LEVELS.index(Unit.Level(unit.level))
    context = {
        "unit": unit, "looks": UNITS, "project_looks": PROJECTS, "steps": UNIT.open_to(request.user, unit),
        "headcount": members.count(), "years": selectors.by_year(ledger),
        "members": members.select_related("volunteer__resident", "division").order_by("-leads", "since", "id")[:SHOWN],
        "projects": Project.objects.visible_to(request.user).standing().filter(unit=unit)[:20],
        "children": Unit.objects.visible_to(request.user).standing().filter(parent=unit).order_by("division_id", "name"),
        "below": LEVELS[depth + 1].label if depth + 1 < len(LEVELS) else "", "may_change": can(request.user, CHANGE, unit),
        "may_found": holds(request.user, ADD) and unit.state != Unit.State.CLOSED,
    }  # fmt: skip
    return render(request, "volunteers/unit.html", context)


@require_http_methods(["GET", "POST"])
def unit_new(request: SignedIn) -> HttpResponse:
    """`?parent=` hangs the new unit below that one; without it a district's association is founded."""
    parent, level = _parent(request), Unit.Level.ASSOCIATION
    divisions = _districts(request)
    if parent is not None:
        level = LEVELS[LEVELS.index(Unit.Level(parent.level)) + 1]
        divisions = divisions_in_reach(request.user, ADD).within(parent.division_id)
    if not divisions.exists():
        raise PermissionDenied("您不能在这里新建志愿者组织。")
    first = divisions.first().code if divisions.count() == 1 else None
    form = UnitForm(divisions, level, posted(request), initial={"division": first})

    def act() -> Unit:
        return units.add_unit(by=request.user, level=level, parent=parent, **form.cleaned_data)

    back = parent.get_absolute_url() if parent else "/volunteers/units/"
    place = f"上级：{parent.name}" if parent else ""
    return carried_out(
        request, form, act, title=f"新建{level.label}", back=back, place=place, done="已登记，启用后可以办项目。"
    )


@require_http_methods(["GET", "POST"])
def unit_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    unit = _unit(request, pk)
    demand(request, CHANGE, unit)
    form = UnitForm(None, unit.level, posted(request), initial={"name": unit.name, "field": unit.field})

    def act() -> Unit:
        return units.change_unit(unit, by=request.user, **form.cleaned_data)

    return carried_out(request, form, act, title=f"修改{unit.name}", back=unit.get_absolute_url())


@require_POST
def unit_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    unit = _unit(request, pk)
    return stepped(request, UNIT, ACTIONS, unit, step, name=unit.name)


def _unit(request: SignedIn, pk: uuid.UUID) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("division", "parent__parent"), pk=pk)


def _districts(request: SignedIn):
    return divisions_in_reach(request.user, ADD).filter(level=Division.Level.DISTRICT)


def chosen_branch(request: SignedIn) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("branch", ""))
    except ValueError:
        return None


def _parent(request: SignedIn) -> Unit | None:
    if not (asked := request.GET.get("parent")):
        return None
    try:
        parent = _unit(request, uuid.UUID(asked))
    except ValueError:
        raise Http404 from None
    if parent.level == LEVELS[-1]:
        raise Http404
    return parent
