"""睦邻中心: the list, a center with its week, its hours, rooms and services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods import looks
from neighborhoods.actions import centers
from neighborhoods.filters import CenterFilter
from neighborhoods.flows import CENTER
from neighborhoods.forms.centers import CenterForm, HoursForm, RoomForm, ServiceForm
from neighborhoods.forms.fields import StepForm
from neighborhoods.models import Activity, Center, Room
from neighborhoods.selectors.centers import centers_open, coming_at, hours_of, services_of, week
from neighborhoods.views.carried import carried_out, next_steps, step_taken

REFUSAL = "您没有修改这个中心的权限。"


@require_GET
def center_list(request: SignedIn) -> HttpResponse:
    asked = CenterFilter(request.GET, Center.objects.visible_to(request.user).standing().for_list(), request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("name"))
    home = request.user.home
    context = {
        "filter": asked, "page": page, "looks": looks.CENTER, "may_add": holds(request.user, "neighborhoods.add_center"),
        "home": home, "open_today": centers_open(home.code, timezone.localdate()) if home else 0,
    }  # fmt: skip
    return render_part(request, "neighborhoods/centers.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def center(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _center(request, pk))


@require_http_methods(["GET", "POST"])
def center_new(request: SignedIn) -> HttpResponse:
    may = holds(request.user, "neighborhoods.add_center")
    form = CenterForm(
        divisions_in_reach(request.user, "neighborhoods.add_center"), posted(request), home=_home(request)
    )

    def act() -> Any:
        given = form.given()
        return centers.add_center(given.pop("division"), by=request.user, **given)

    note = "登记以后先填开放时间和活动室，再办“开放”。"
    return carried_out(
        request,
        form,
        act,
        may,
        title="登记睦邻中心",
        back_to="neighborhoods:centers",
        note=note,
        refusal="您没有登记睦邻中心的权限。",
    )


@require_http_methods(["GET", "POST"])
def center_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _center(request, pk)
    shown = {name: getattr(row, name) for name in ("name", "kind", "address", "phone", "notice")}
    form = CenterForm(None, posted(request), initial=shown)
    return _changed(request, row, form, lambda: centers.change_center(row, by=request.user, **form.given()), "修改中心")


@require_http_methods(["GET", "POST"])
def center_hours(request: SignedIn, pk: str) -> HttpResponse:
    row = _center(request, pk)
    form = HoursForm(row, posted(request))
    note = "每天一行，如 08:30-11:30 13:00-17:00；不开放就留空。已经有的预约不受影响。"
    return _changed(
        request, row, form, lambda: centers.change_center(row, by=request.user, hours=form.hours()), "开放时间", note
    )


@require_http_methods(["GET", "POST"])
def room_new(request: SignedIn, pk: str) -> HttpResponse:
    row = _center(request, pk)
    form = RoomForm(posted(request))
    return _changed(
        request, row, form, lambda: centers.add_room(row, by=request.user, **form.cleaned_data).center, "登记活动室"
    )


@require_http_methods(["GET", "POST"])
def room_edit(request: SignedIn, pk: str) -> HttpResponse:
    room = get_object_or_404(Room.objects.visible_to(request.user).select_related("center"), pk=pk)
    form = RoomForm(posted(request), initial={name: getattr(room, name) for name in centers.ROOM_FIELDS})
    return _changed(
        request,
        room.center,
        form,
        lambda: centers.change_room(room, by=request.user, **form.cleaned_data).center,
        "修改活动室",
    )


@require_http_methods(["GET", "POST"])
def service_new(request: SignedIn, pk: str) -> HttpResponse:
    row = _center(request, pk)
    form = ServiceForm(posted(request))
    del form.fields["active"]  # a new one is on offer
    return _changed(
        request,
        row,
        form,
        lambda: centers.add_service(row, by=request.user, **form.cleaned_data).center,
        "登记服务项目",
    )


@require_http_methods(["GET", "POST"])
def service_edit(request: SignedIn, pk: str, service: str) -> HttpResponse:
    row = _center(request, pk)
    found = get_object_or_404(row.services, pk=service)
    form = ServiceForm(posted(request), initial={name: getattr(found, name) for name in centers.SERVICE_FIELDS})
    return _changed(
        request,
        row,
        form,
        lambda: centers.change_service(found, by=request.user, **form.cleaned_data).center,
        "修改服务项目",
    )


@require_POST
def center_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _center(request, pk)
    asked = step_taken(request, CENTER, row, step, centers.STEPS)
    return redirect(row) if asked is None else _show(request, row, asked)


def _center(request: SignedIn, pk: str) -> Center:
    return get_object_or_404(Center.objects.visible_to(request.user).for_list(), pk=pk)


def _changed(request: SignedIn, row: Center, form: Any, act: Any, title: str, note: str = "") -> HttpResponse:
    may = can(request.user, "neighborhoods.change_center", row)
    return carried_out(request, form, act, may, title=title, place=row.name, back=row, note=note, refusal=REFUSAL)


def _show(request: SignedIn, row: Center, asked: StepForm | None = None) -> HttpResponse:
    """Seven days from `?week=` on, from today without."""
    today, first = timezone.localdate(), _first_day(request)
    rooms = list(Room.objects.visible_to(request.user).filter(center=row).order_by("-active", "name"))
    context = {
        "center": row, "looks": looks.CENTER, "next": next_steps(CENTER, request.user, row, asked), "asked": asked,
        "week": week(request.user, rooms, first), "days": [first + timedelta(days=ahead) for ahead in range(7)],
        "today": today, "earlier": first - timedelta(days=7), "later": first + timedelta(days=7),
        "hours": hours_of(row, today), "services": services_of(row),
        "activities": coming_at(row, Activity.objects.visible_to(request.user), timezone.now()),
        "may_change": can(request.user, "neighborhoods.change_center", row),
        "may_book": row.state == Center.State.OPEN and holds(request.user, "neighborhoods.add_booking"),
    }  # fmt: skip
    return render(request, "neighborhoods/center.html", context, status=422 if asked else 200)


def _first_day(request: SignedIn) -> date:
    """The asked day; nonsense, and what no calendar of ours holds, is today."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return timezone.localdate()
    return day if 2000 <= day.year <= 2100 else timezone.localdate()


def _home(request: SignedIn) -> str:
    return request.user.home.code if request.user.home else ""
