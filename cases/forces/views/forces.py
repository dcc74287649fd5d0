"""Forces: the list, setting one up, one with its people and its calls."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.forces import forms
from cases.forces.actions import forces
from cases.forces.filters import ForceFilter
from cases.forces.flows import CHANGE, FORCE
from cases.forces.looks import CALLOUTS, FORCES
from cases.forces.models import Callout, Force
from cases.forces.selectors import grounds_of, pace_of
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk


def _may_change(user: Any, row: Force) -> bool:
    return not row.withdrawn_at and row.state != Force.State.CLOSED and can(user, CHANGE, row)


WALK = Walk(
    FORCE,
    "forces:step",
    {
        "staff": (StepForm, forces.staff), "run": (StepForm, forces.run), "join": (forms.JoinForm, forces.join),
        "lead": (forms.PersonForm, forces.put_in_charge), "leave": (forms.PersonForm, forces.leave), "close": (forms.ReasonForm, forces.close),
    },
    {
        "join": Beside("加入队员", "person-plus", _may_change), "lead": Beside("换负责人", "person-check", _may_change),
        "leave": Beside("队员离队", "person-dash", _may_change),
    },
)  # fmt: skip


@require_GET
def force_list(request: SignedIn) -> HttpResponse:
    asked = ForceFilter(request.GET, Force.objects.visible_to(request.user).standing().for_list(), request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("recorded_at", descending=True)), "looks": FORCES,
        "units": units_below(request.user), "may_add": holds(request.user, "forces.add_force"),
    }  # fmt: skip
    return render_part(request, "forces/list.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def force_new(request: SignedIn) -> HttpResponse:
    """Of the own street or district, or of the unit that `?division=` names."""
    if not holds(request.user, "forces.add_force"):
        raise StepForbidden("您没有设立工作站和队伍的权限。")
    division = _division(request)
    form = forms.ForceForm(posted(request), grounds=grounds_of(division))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = forces.set_up(by=request.user, division=division, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{row.name}已设立，请加入队员。")
            return redirect(row)
    context = {"form": form, "division": division, "units": units_below(request.user)}
    return render(request, "forces/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def force_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _read(request, pk)
    if not _may_change(request.user, row):
        raise StepForbidden("您没有修改这支力量的权限，或它已撤并。")
    known = {"name": row.name, "place": row.place, "phone": row.phone, "grounds": row.grounds.all()}
    form = forms.ForceForm(posted(request), grounds=grounds_of(row.division), fixed=True, initial=known)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            forces.change(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(row)
    context = {"form": form, "division": row.division, "force": row}
    return render(request, "forces/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def force(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def force_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _division(request: SignedIn) -> Division:
    home = request.user.home.code if request.user.home else ""
    reach = divisions_in_reach(request.user, "forces.add_force")
    return get_object_or_404(reach, code=(request.GET.get("division") or home)[:12])


def _read(request: SignedIn, pk: uuid.UUID) -> Force:
    return get_object_or_404(Force.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Force, refused: StepForm | None = None) -> HttpResponse:
    calls = Callout.objects.visible_to(request.user).standing().filter(force=row).for_list().order_by("-called_at")
    context = {
        "force": row, "looks": FORCES, "call_looks": CALLOUTS, "members": row.team, "grounds": row.grounds.all(),
        "calls": calls[:10], "pace": pace_of(row, timezone.now()), "next": WALK.next(request.user, row, refused), "refused": refused,
        "may_change": _may_change(request.user, row),
    }  # fmt: skip
    return render(request, "forces/force.html", context, status=422 if refused else 200)
