"""One session: who has a place, who takes one, who came. Made for a phone at the door."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from workers.actions import attendances
from workers.filters import AttendanceFilter
from workers.forms import EnrolForm
from workers.models import Attendance, Session, Worker

MOST = 200  # workers offered to choose from at once


@require_GET
def session(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _session(request, pk))


@require_POST
def enrol(request: SignedIn, pk: str) -> HttpResponse:
    row = _session(request, pk)
    if not holds(request.user, "workers.add_attendance"):
        raise StepForbidden("您没有报名的权限。")
    form = EnrolForm(posted(request), workers=_free(request, row))
    if form.is_valid():
        chosen = list(form.cleaned_data["workers"])
        with add_errors(form) as attempt:
            for worker in chosen:
                attendances.enrol(row, worker, by=request.user)
        if attempt.succeeded:
            messages.success(request, f"已报名 {len(chosen)} 人。")
            return redirect("workers:session", row.pk)
    return _show(request, row, enrolling=form)


@require_POST
def give_up(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Attendance.objects.visible_to(request.user), pk=pk)
    attendances.give_up(row, by=request.user)
    messages.success(request, "已取消报名，名额空出来了。")
    return redirect("workers:session", row.session_id)


@require_POST
def note(request: SignedIn, pk: str) -> HttpResponse:
    """The ticked came, the others did not."""
    row, form = _session(request, pk), forms.Form(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            came = attendances.note(row, present=_ids(request), by=request.user)
        if attempt.succeeded:
            messages.success(request, f"签到已保存，到场 {came} 人，每人 {row.hours} 课时。")
            return redirect("workers:session", row.pk)
    return _show(request, row, refused=form)


@require_GET
def attendance_list(request: SignedIn) -> HttpResponse:
    """课时明细: the rows behind the hours per head."""
    rows = Attendance.objects.visible_to(request.user).standing().exclude(held_at=None).for_list()
    asked = AttendanceFilter(request.GET, rows, request=request)
    found = asked.qs if asked.is_valid() else rows.none()
    page = page_of(request, found, Order("held_at", descending=True))
    mine = Worker.objects.visible_to(request.user).filter(pk__in=[one.worker_id for one in page.rows])
    context = {
        "filter": asked, "page": page, "hours": found.aggregate(hours=Sum("hours"))["hours"] or 0,
        "seen": set(mine.values_list("pk", flat=True)), "units": units_below(request.user),
    }  # fmt: skip
    return render_part(request, "workers/attendances.html", "rows", context, status=422 if asked.errors else 200)


def _session(request: SignedIn, pk: str) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.user).select_related("training", "division"), pk=pk)


def _show(
    request: SignedIn, row: Session, *, enrolling: EnrolForm | None = None, refused: forms.Form | None = None
) -> HttpResponse:
    people = Attendance.objects.visible_to(request.user).standing().filter(session=row).for_list()
    mine = Attendance.objects.visible_to(request.user, "workers.change_attendance").filter(session=row)
    taken = row.attendances.filter(withdrawn_at=None).count()
    may_enrol = holds(request.user, "workers.add_attendance") and row.training.state == "enrolling"
    context = {
        "session": row, "people": people.order_by("division", "worker__number"), "taken": taken,
        "left": max(row.capacity - taken, 0), "mine": set(mine.values_list("pk", flat=True)),
        "begun": row.starts_at <= timezone.now() and row.training.state != "cancelled", "refused": refused,
        "enrolling": enrolling or (EnrolForm(workers=_free(request, row)) if may_enrol else None),
        "q": request.GET.get("q", ""), "most": MOST, "may_change": can(request.user, "workers.change_session", row),
    }  # fmt: skip
    return render(request, "workers/session.html", context, status=422 if enrolling or refused else 200)


def _free(request: SignedIn, row: Session) -> QuerySet[Worker]:
    """Workers within reach who have no place in the session yet; `?q=` narrows a long list down."""
    found = Worker.objects.visible_to(request.user, "workers.add_attendance").standing().for_list()
    there = row.attendances.filter(withdrawn_at=None).values("worker")
    free = found.filter(state__in=(Worker.State.ACTIVE, Worker.State.ON_LEAVE)).exclude(pk__in=there)
    if text := request.GET.get("q", "").strip():
        free = free.filter(Q(name__contains=text) | Q(number__contains=text.upper()))
    return free.order_by("division", "number")[:MOST]


def _ids(request: SignedIn) -> set[uuid.UUID]:
    """The ticked rows; what is no id was not ticked by a person."""
    try:
        return {uuid.UUID(text) for text in request.POST.getlist("present")}
    except ValueError:
        return set()
