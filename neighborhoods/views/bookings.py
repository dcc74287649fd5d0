"""Bookings: taking a room, the list, one booking with its steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access import codes
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import divisions_in_reach
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods import looks
from neighborhoods.actions import bookings
from neighborhoods.filters import BookingFilter
from neighborhoods.flows import BOOKING
from neighborhoods.forms.centers import BookingForm
from neighborhoods.forms.fields import StepForm
from neighborhoods.models import Booking, Center, Room
from neighborhoods.selectors.centers import hours_of, taken
from neighborhoods.views.carried import carried_out, next_steps, step_taken

DAYS_SHOWN = 14


@require_GET
def booking_list(request: SignedIn) -> HttpResponse:
    """Without a filter of time, what lies ahead."""
    rows = Booking.objects.visible_to(request.user).for_list()
    if not (request.GET.get("starts_after") or request.GET.get("starts_before")):
        rows = rows.filter(ends_at__gt=timezone.now())
    asked = BookingFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("starts_at"))
    context = {"filter": asked, "page": page, "looks": looks.BOOKING}
    return render_part(request, "neighborhoods/bookings.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def book(request: SignedIn, pk: str) -> HttpResponse:
    """Beside the form: the hours of the center and when the room is taken in the next two weeks."""
    room = get_object_or_404(Room.objects.visible_to(request.user).select_related("center"), pk=pk)
    low, high = codes.within(room.division_id)
    units = divisions_in_reach(request.user, "neighborhoods.add_booking").filter(Q(code__gte=low, code__lt=high))
    home = request.user.home.code if request.user.home else ""
    form = BookingForm(
        units, posted(request), home=home, initial={"day": _asked_day(request), "heads": min(10, room.capacity)}
    )

    def act() -> Any:
        return bookings.book(room, by=request.user, **form.given())

    may = holds(request.user, "neighborhoods.add_booking") and units.exists()
    today = timezone.localdate()
    return carried_out(
        request, form, act, may, title=f"预约 {room.name}", place=room.center.name, back=room.center,
        template="neighborhoods/book.html", refusal="您不能预约这个活动室。", room=room,
        hours=hours_of(room.center, today), taken=taken(request.user, [room], today, DAYS_SHOWN)[room.pk],
        is_open=room.active and room.center.state == Center.State.OPEN,
    )  # fmt: skip


@require_GET
def booking(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _booking(request, pk))


@require_POST
def booking_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _booking(request, pk)
    asked = step_taken(request, BOOKING, row, step, bookings.STEPS)
    return redirect(row) if asked is None else _show(request, row, asked)


def _booking(request: SignedIn, pk: str) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Booking, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "booking": row, "looks": looks.BOOKING, "activity": getattr(row, "activity", None), "asked": asked,
        "next": next_steps(BOOKING, request.user, row, asked),
    }  # fmt: skip
    return render(request, "neighborhoods/booking.html", context, status=422 if asked else 200)


def _asked_day(request: SignedIn) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
