"""Sign-up and check-in: finding a resident, the roster on a phone, one tap a person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.flow.machine import StepForbidden
from governance.web.render import render_part
from neighborhoods.actions import participations
from neighborhoods.flows import ACTIVITY
from neighborhoods.models import Activity, Participation, Resident
from neighborhoods.selectors import find_households
from neighborhoods.selectors.activities import attendance, roster
from neighborhoods.views.carried import next_steps


@require_http_methods(["GET", "POST"])
def find_resident(request: SignedIn, pk: str) -> HttpResponse:
    """People to sign up or, with `?door=1`, to check in. By POST, so that no name stands in an address; changes nothing."""
    row = _activity(request, pk)
    if not holds(request.user, "neighborhoods.add_participation"):
        raise StepForbidden("您没有登记报名的权限。")
    text, door = request.POST.get("q", "").strip(), request.GET.get("door") == "1"
    target = "neighborhoods:walk-in" if door else "neighborhoods:sign-up"
    found = find_households(request.user, text, numbers=True)
    signed = set(roster(request.user, row).values_list("resident_id", flat=True))
    context = {
        "activity": row,
        "q": text,
        "found": found,
        "signed": signed,
        "door": door,
        "target": reverse(target, args=[pk]),
    }
    return render_part(request, "neighborhoods/find_resident.html", "found", context)


@require_POST
def sign_up(request: SignedIn, pk: str) -> HttpResponse:
    row = _activity(request, pk)
    resident = _resident(request)
    participations.sign_up(row, resident, by=request.user)
    messages.success(request, f"已为 {resident.masked_name} 报名。")
    return redirect(row)


@require_GET
def check_in(request: SignedIn, pk: str) -> HttpResponse:
    """`?all=1` shows those who came, too."""
    return _roster(request, _activity(request, pk))


@require_POST
def walk_in(request: SignedIn, pk: str) -> HttpResponse:
    row = _activity(request, pk)
    resident = _resident(request)
    participations.walk_in(row, resident, by=request.user)
    messages.success(request, f"{resident.masked_name} 已签到。")
    return redirect("neighborhoods:check-in", row.pk)


@require_POST
def arrive(request: SignedIn, pk: str) -> HttpResponse:
    place = _place(request, pk)
    return _after(request, participations.arrive(place, by=request.user))


@require_POST
def undo_arrival(request: SignedIn, pk: str) -> HttpResponse:
    return _after(request, participations.undo_arrival(_place(request, pk), by=request.user))


@require_POST
def cancel_sign_up(request: SignedIn, pk: str) -> HttpResponse:
    place = _place(request, pk)
    participations.cancel_sign_up(place, by=request.user)
    messages.success(request, "报名已取消。")
    return redirect(place.activity)


def _activity(request: SignedIn, pk: str) -> Activity:
    return get_object_or_404(Activity.objects.visible_to(request.user).for_list(), pk=pk)


def _place(request: SignedIn, pk: str) -> Participation:
    return get_object_or_404(Participation.objects.visible_to(request.user).select_related("activity"), pk=pk)


def _resident(request: SignedIn) -> Resident:
    try:
        pk = uuid.UUID(request.POST.get("resident", ""))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Resident.objects.visible_to(request.user).current(), pk=pk)


def _after(request: SignedIn, place: Participation) -> HttpResponse:
    """A tap swaps the roster; without a script it comes back as a page."""
    if request.htmx:
        return _roster(request, _activity(request, str(place.activity_id)))
    return redirect(f"{reverse('neighborhoods:check-in', args=[place.activity_id])}#p-{place.resident_id}")


def _roster(request: SignedIn, row: Activity) -> HttpResponse:
    steps = next_steps(ACTIVITY, request.user, row)
    context = {
        "activity": row, "attendance": attendance(row), "roster": roster(request.user, row),
        "next": [one for one in steps if one.step.name == "hold"],
        "is_open": row.state in (Activity.State.PUBLISHED, Activity.State.HELD),
        "may_undo": row.state == Activity.State.PUBLISHED, "may_sign_up": holds(request.user, "neighborhoods.add_participation"),
        "may_change": holds(request.user, "neighborhoods.change_participation"),
    }  # fmt: skip
    return render_part(request, "neighborhoods/check_in.html", "roster", context)
