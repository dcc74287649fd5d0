"""传感器: the register, one with its events, and its secret, which is shown once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.intake.actions import sensors
from cases.intake.filters import SensorFilter
from cases.intake.forms import SensorForm
from cases.intake.models import Sensor, SensorEvent
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part

LEVELS = [Division.Level.SUBDISTRICT, Division.Level.COMMITTEE]
ADD, CHANGE = "intake.add_sensor", "intake.change_sensor"


@require_GET
def sensor_list(request: SignedIn) -> HttpResponse:
    rows = Sensor.objects.visible_to(request.user).standing().select_related("division", "category")
    asked = SensorFilter(request.GET, rows, request=request)
    context = {
        "filter": asked, "page": page_of(request, asked.qs, Order("code")), "units": units_below(request.user),
        "may_add": holds(request.user, ADD),
    }  # fmt: skip
    return render_part(request, "intake/sensors.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def sensor_new(request: SignedIn) -> HttpResponse:
    """The answer to a saved form shows the secret: once, in this page only."""
    if not holds(request.user, ADD):
        raise PermissionDenied("您没有登记传感器的权限。")
    offered = divisions_in_reach(request.user, ADD).filter(level__in=LEVELS).order_by("code")
    form = SensorForm(offered, posted(request))
    if form.is_valid():
        with add_errors(form) as attempt:
            sensor, secret = sensors.add(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return render(request, "intake/secret_once.html", {"sensor": sensor, "secret": secret})
    context = {"form": form, "title": "登记传感器", "back": "/sensors/"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def sensor_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    sensor = _sensor(request, pk)
    events = SensorEvent.objects.visible_to(request.user).filter(sensor=sensor)
    context = {
        "sensor": sensor, "page": page_of(request, events.select_related("case"), Order("at", descending=True)),
        "counts": dict(events.order_by().values_list("outcome").annotate(Count("pk"))), "outcomes": SensorEvent.Outcome,
        "may_change": can(request.user, CHANGE, sensor),
    }  # fmt: skip
    return render(request, "intake/sensor.html", context)


@require_http_methods(["GET", "POST"])
def sensor_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    sensor = _changeable(request, pk)
    form = SensorForm(None, posted(request), sensor=sensor, initial=_now(sensor))
    if form.is_valid():
        with add_errors(form) as attempt:
            sensors.change(sensor, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已保存。")
            return redirect(sensor)
    context = {"form": form, "title": "修改传感器", "back": sensor.get_absolute_url(), "place": sensor.name}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def sensor_secret(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    sensor = _changeable(request, pk)
    secret = sensors.renew_secret(sensor, by=request.user)
    return render(request, "intake/secret_once.html", {"sensor": sensor, "secret": secret})


def _now(sensor: Sensor) -> dict[str, Any]:
    names = ("name", "address", "latitude", "longitude", "threshold", "quiet_minutes", "active")
    return {name: getattr(sensor, name) for name in names} | {"category": sensor.category.code}


def _sensor(request: SignedIn, pk: uuid.UUID) -> Sensor:
    return get_object_or_404(Sensor.objects.visible_to(request.user).select_related("division", "category"), pk=pk)


def _changeable(request: SignedIn, pk: uuid.UUID) -> Sensor:
    sensor = _sensor(request, pk)
    if not can(request.user, CHANGE, sensor):
        raise StepForbidden("您没有修改传感器的权限。")
    return sensor
