"""班次: who signed up, coming and going with one tap, signing up by search."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.render import render_part
from volunteers import selectors
from volunteers.actions import projects, records
from volunteers.forms import ShiftForm
from volunteers.looks import RECORDS
from volunteers.models import Project, ServiceRecord, Shift, Volunteer
from volunteers.views.carrying import demand

S = ServiceRecord.State
FIRST = Case(
    *(When(state=state, then=at) for at, state in enumerate([S.SERVING, S.SIGNED])),
    default=2,
    output_field=IntegerField(),
)
MOST = 10  # volunteers offered by a search


@require_http_methods(["GET", "POST"])
def shift_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    demand(request, "volunteers.add_shift", project)
    form = ShiftForm(posted(request))

    def act() -> Project:
        projects.add_shift(project, by=request.user, **form.cleaned_data)
        return project

    return carried_out(
        request, form, act, title="排班次", back=project.get_absolute_url(), place=project.title, done="已排好。"
    )


@require_GET
def shift_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    shift, text = _shift(request, pk), (request.GET.get("who") or "").strip()
    rows = ServiceRecord.objects.visible_to(request.user).filter(shift=shift).standing().for_list()
    taken = shift.records.holding()
    may_add = holds(request.user, "volunteers.add_servicerecord") and shift.cancelled_at is None
    context = {
        "shift": shift, "records": rows.exclude(state=S.CANCELLED).order_by(FIRST, "signed_up_at", "pk"), "looks": RECORDS,
        "taken": taken.count(), "left": max(shift.capacity - taken.count(), 0), "now": timezone.now(), "q": text,
        "may_add": may_add and shift.project.state == Project.State.RECRUITING,
        "found": _offered(request, shift, text) if may_add and text else [],
        "may_take": holds(request.user, "volunteers.change_servicerecord"),
        "may_cancel": shift.cancelled_at is None and can(request.user, "volunteers.change_shift", shift),
    }  # fmt: skip
    return render_part(request, "volunteers/shift.html", "found", context)


@require_POST
def shift_cancel(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    shift = _shift(request, pk)
    projects.cancel_shift(shift, by=request.user)
    messages.success(request, "班次已取消，报名的人已取消报名。")
    return redirect(shift.project)


@require_POST
def sign_up(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    shift = _shift(request, pk)
    volunteer = get_object_or_404(Volunteer.objects.visible_to(request.user), pk=_id(request))
    records.sign_up(shift, volunteer=volunteer, by=request.user)
    messages.success(request, f"{volunteer.number} 已报名。")
    return redirect(shift)


def _shift(request: SignedIn, pk: uuid.UUID) -> Shift:
    return get_object_or_404(Shift.objects.visible_to(request.user).for_list(), pk=pk)


def _offered(request: SignedIn, shift: Shift, text: str) -> list[Volunteer]:
    found = Volunteer.objects.visible_to(request.user, "volunteers.add_servicerecord").filter(
        state=Volunteer.State.ACTIVE
    )
    there = shift.records.holding().order_by().values("volunteer")
    found = found.filter(selectors.matching(request.user, text)).exclude(pk__in=there)
    return list(found.select_related("resident", "division").order_by("number")[:MOST])


def _id(request: SignedIn) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("volunteer", ""))
    except ValueError:
        raise ValidationError("请先选一位志愿者。") from None
