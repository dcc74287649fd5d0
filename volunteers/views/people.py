"""Volunteers: the list, one of them, what they belong to and hold, the look at what is masked."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import units_below
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.revealing import reveal_page
from neighborhoods.forms import RevealForm
from volunteers import selectors
from volunteers.actions import units, volunteers
from volunteers.filters import VolunteerFilter
from volunteers.flows import VOLUNTEER
from volunteers.forms import JoinForm, RecognizeForm, VolunteerForm
from volunteers.looks import RECORDS, VOLUNTEERS
from volunteers.models import Belonging, Recognition, ServiceRecord, Unit, Volunteer
from volunteers.views.carrying import demand, stepped

ACTIONS = {"verify": volunteers.verify, "activate": volunteers.activate, "quit": volunteers.quit}
CHANGE, REVEAL = "volunteers.change_volunteer", "volunteers.reveal_volunteer"
SHOWN = 30  # records on a volunteer's page; the rest is a list


@require_GET
def volunteer_list(request: SignedIn) -> HttpResponse:
    rows = Volunteer.objects.visible_to(request.user).select_related("resident", "division")
    asked = VolunteerFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs, Order("number"))
    spans = Belonging.objects.visible_to(request.user).current().filter(volunteer__in=page.rows).select_related("unit")
    of: dict[uuid.UUID, list[Unit]] = {}
    for span in spans:
        of.setdefault(span.volunteer_id, []).append(span.unit)
    context = {
        "filter": asked, "page": page, "rows": [(one, of.get(one.pk, [])) for one in page.rows], "looks": VOLUNTEERS,
        "places": units_below(request.user), "unit": asked.form.cleaned_data.get("unit") if asked.is_valid() else None,
        "may_add": holds(request.user, "volunteers.add_volunteer"), "tab": "list",
    }  # fmt: skip
    return render_part(request, "volunteers/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def volunteer_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _volunteer(request, pk)
    served = ServiceRecord.objects.visible_to(request.user).standing().filter(volunteer=one).for_list()
    context = {
        "one": one, "looks": VOLUNTEERS, "record_looks": RECORDS, "steps": VOLUNTEER.open_to(request.user, one),
        "belongings": one.belongings.standing().select_related("unit").order_by("until", "-since"),
        "recognitions": one.recognitions.standing().order_by("until", "-since"),
        "records": served.order_by("-signed_up_at", "-id")[:SHOWN], "years": selectors.by_year(one.entries.all()),
        "may_change": one.until is None and can(request.user, CHANGE, one), "may_reveal": can(request.user, REVEAL, one),
    }  # fmt: skip
    return render(request, "volunteers/volunteer.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def volunteer_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _volunteer(request, pk)
    demand(request, CHANGE, one)
    form = VolunteerForm(one, posted(request))

    def act() -> Volunteer:
        return volunteers.change_volunteer(one, by=request.user, **form.changes())

    title = f"修改 {one.masked_name} 的登记"
    return carried_out(request, form, act, title=title, back=one.get_absolute_url(), place=one.number)


@require_POST
def volunteer_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    one = _volunteer(request, pk)
    return stepped(request, VOLUNTEER, ACTIONS, one, step, name=one.number)


@require_http_methods(["GET", "POST"])
def join(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _volunteer(request, pk)
    demand(request, "volunteers.add_belonging", one)
    form = JoinForm(request.user, one.division_id, posted(request))

    def act() -> Volunteer:
        units.join(one, by=request.user, **form.cleaned_data)
        return one

    title, done = f"{one.masked_name} 加入组织", "已加入。"
    return carried_out(request, form, act, title=title, back=one.get_absolute_url(), place=one.number, done=done)


@require_http_methods(["GET", "POST"])
def recognize(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _volunteer(request, pk)
    demand(request, "volunteers.add_recognition", one)
    form = RecognizeForm(posted(request))

    def act() -> Volunteer:
        units.recognize(one, by=request.user, **form.cleaned_data)
        return one

    title, done = f"{one.masked_name} 命名表彰", "已登记。"
    return carried_out(request, form, act, title=title, back=one.get_absolute_url(), place=one.number, done=done)


@require_POST
def leave(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    span = get_object_or_404(Belonging.objects.visible_to(request.user).select_related("unit", "volunteer"), pk=pk)
    units.leave(span, by=request.user)
    messages.success(request, f"已离开{span.unit.name}。")
    return redirect(span.volunteer)


@require_POST
def end_recognition(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    span = get_object_or_404(Recognition.objects.visible_to(request.user).select_related("volunteer"), pk=pk)
    units.end_recognition(span, by=request.user)
    messages.success(request, f"“{span.get_title_display()}”已结束。")
    return redirect(span.volunteer)


@require_http_methods(["GET", "POST"])
def reveal(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _volunteer(request, pk)
    demand(request, REVEAL, one)
    form = RevealForm(posted(request), auto_id=f"{one.pk}_%s")
    return reveal_page(request, one, form, about=one.number, back="返回志愿者", act=volunteers.reveal)


def _volunteer(request: SignedIn, pk: uuid.UUID) -> Volunteer:
    found = Volunteer.objects.visible_to(request.user).select_related("resident__household__address", "division")
    return get_object_or_404(found, pk=pk)
