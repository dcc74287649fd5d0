"""Activities: the list, one with its steps and its roster, and the partners that contribute."""

from __future__ import annotations

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
from neighborhoods.actions import activities
from neighborhoods.filters import ActivityFilter
from neighborhoods.flows import ACTIVITY
from neighborhoods.forms.centers import ActivityForm, PartnerForm
from neighborhoods.forms.fields import StepForm, times_of
from neighborhoods.models import Activity, Booking, Partner
from neighborhoods.selectors.activities import attendance, roster
from neighborhoods.views.carried import carried_out, next_steps, step_taken

REFUSAL = "您没有修改这个活动的权限。"


@require_GET
def activity_list(request: SignedIn) -> HttpResponse:
    """`?view=past` turns to what is over, newest first; otherwise what is coming, soonest first."""
    past = request.GET.get("view") == "past"
    rows = Activity.objects.visible_to(request.user).standing().for_list()
    rows = rows.filter(ends_at__lte=timezone.now()) if past else rows.filter(ends_at__gt=timezone.now())
    asked = ActivityFilter(request.GET, rows, request=request)
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, found, Order("starts_at", descending=past)), "looks": looks.ACTIVITY,
        "past": past, "may_add": holds(request.user, "neighborhoods.add_activity"),
    }  # fmt: skip
    return render_part(request, "neighborhoods/activities.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def activity(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _activity(request, pk))


@require_http_methods(["GET", "POST"])
def activity_new(request: SignedIn) -> HttpResponse:
    may = holds(request.user, "neighborhoods.add_activity")
    home = request.user.home.code if request.user.home else ""
    units = divisions_in_reach(request.user, "neighborhoods.add_activity")
    shown = {"center": request.GET.get("center"), "room": request.GET.get("room"), "day": request.GET.get("day")}
    form = ActivityForm(request.user, units, posted(request), home=home, initial=shown)

    def act() -> Any:
        given = form.given()
        return activities.add_activity(given.pop("division"), by=request.user, **given)

    note = "先存成草稿；发布以后居民才看得到，活动室也在发布时预约。"
    return carried_out(
        request,
        form,
        act,
        may,
        title="新建活动",
        back_to="neighborhoods:activities",
        note=note,
        refusal="您没有登记活动的权限。",
    )


@require_http_methods(["GET", "POST"])
def activity_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _activity(request, pk)
    shown = {name: getattr(row, name) for name in activities.FIELDS} | times_of(row.starts_at, row.ends_at)
    form = ActivityForm(request.user, None, posted(request), at=row.division_id, initial=shown)

    def act() -> Any:
        return activities.change_activity(row, by=request.user, **form.given())

    may = can(request.user, "neighborhoods.change_activity", row)
    note = "改时间或活动室，原来的预约放开，按新的重新预约。" if row.booking_id else ""
    return carried_out(request, form, act, may, title="修改活动", place=row.title, back=row, note=note, refusal=REFUSAL)


@require_POST
def activity_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _activity(request, pk)
    asked = step_taken(request, ACTIVITY, row, step, activities.STEPS)
    return redirect(row) if asked is None else _show(request, row, asked)


@require_GET
def partner_list(request: SignedIn) -> HttpResponse:
    page = page_of(request, Partner.objects.visible_to(request.user).select_related("division"), Order("name"))
    context = {"page": page, "may_add": holds(request.user, "neighborhoods.add_partner")}
    return render(request, "neighborhoods/partners.html", context)


@require_http_methods(["GET", "POST"])
def partner_new(request: SignedIn) -> HttpResponse:
    may = holds(request.user, "neighborhoods.add_partner")
    home = request.user.home.code if request.user.home else ""
    form = PartnerForm(divisions_in_reach(request.user, "neighborhoods.add_partner"), posted(request), home=home)

    def act() -> str:
        given = form.given()
        activities.add_partner(given.pop("division"), by=request.user, **given)
        return "neighborhoods:partners"

    return carried_out(
        request,
        form,
        act,
        may,
        title="登记共建单位",
        back_to="neighborhoods:partners",
        refusal="您没有登记共建单位的权限。",
    )


@require_http_methods(["GET", "POST"])
def partner_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    shown = {name: getattr(row, name) for name in ("name", "kind", "uscc", "active")}
    form = PartnerForm(None, posted(request), initial=shown)

    def act() -> str:
        activities.change_partner(row, by=request.user, **form.given())
        return "neighborhoods:partners"

    may = can(request.user, "neighborhoods.change_partner", row)
    return carried_out(
        request,
        form,
        act,
        may,
        title="修改共建单位",
        back_to="neighborhoods:partners",
        refusal="您没有修改这个共建单位的权限。",
    )


def _activity(request: SignedIn, pk: str) -> Activity:
    return get_object_or_404(Activity.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Activity, asked: StepForm | None = None) -> HttpResponse:
    booking = row.booking
    context = {
        "activity": row, "looks": looks.ACTIVITY, "booking_looks": looks.BOOKING, "asked": asked,
        "next": next_steps(ACTIVITY, request.user, row, asked), "attendance": attendance(row),
        "roster": roster(request.user, row), "is_open": row.state == Activity.State.PUBLISHED,
        "may_change": can(request.user, "neighborhoods.change_activity", row),
        "may_sign_up": holds(request.user, "neighborhoods.add_participation"),
        "booking_lost": row.room_id and (booking is None or booking.state == Booking.State.DECLINED),
    }  # fmt: skip
    return render(request, "neighborhoods/activity.html", context, status=422 if asked else 200)
