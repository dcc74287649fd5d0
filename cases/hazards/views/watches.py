"""The roster: the list, planning a turn, one turn with its handover."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.hazards import forms
from cases.hazards.actions import watches
from cases.hazards.filters import WatchFilter
from cases.hazards.flows import WATCH
from cases.hazards.looks import WATCHES
from cases.hazards.models import Watch
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


def _may_withdraw(user: Any, row: Watch) -> bool:
    return not row.withdrawn_at and row.state == Watch.State.PLANNED and can(user, "hazards.withdraw_watch", row)


WALK = Walk(
    WATCH,
    "hazards:watch-step",
    {
        "begin": (StepForm, watches.begin), "hand_over": (forms.HandOverForm, watches.hand_over),
        "withdraw": (forms.ReasonForm, watches.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def watch_list(request: SignedIn) -> HttpResponse:
    found = Watch.objects.visible_to(request.user).standing().for_list()
    asked = WatchFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("starts_at", descending=True)), "looks": WATCHES,
        "units": units_below(request.user), "may_add": holds(request.user, "hazards.add_watch"),
    }  # fmt: skip
    return render_part(request, "hazards/watches.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def watch_new(request: SignedIn) -> HttpResponse:
    """Of the own street or district, or of the unit that `?division=` names."""
    if not holds(request.user, "hazards.add_watch"):
        raise StepForbidden("您没有排班的权限。")
    division = _division(request)
    form = forms.WatchForm(posted(request), division=division.code)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = watches.plan(by=request.user, division=division, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{row.person.name} 的值班已排好。")
            return redirect(row)
    context = {"form": form, "division": division, "units": units_below(request.user)}
    return render(request, "hazards/watch_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def watch(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def watch_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _division(request: SignedIn) -> Division:
    home = request.user.home.code if request.user.home else ""
    reach = divisions_in_reach(request.user, "hazards.add_watch")
    return get_object_or_404(reach, code=(request.GET.get("division") or home)[:12])


def _read(request: SignedIn, pk: uuid.UUID) -> Watch:
    return get_object_or_404(Watch.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Watch, refused: StepForm | None = None) -> HttpResponse:
    earlier = (
        Watch.objects.visible_to(request.user).standing().filter(division=row.division_id, starts_at__lt=row.starts_at)
    )
    context = {
        "watch": row, "looks": WATCHES, "next": WALK.next(request.user, row, refused), "refused": refused,
        "before": earlier.filter(state=Watch.State.HANDED_OVER).for_list().order_by("-starts_at").first(),
    }  # fmt: skip
    return render(request, "hazards/watch.html", context, status=422 if refused else 200)
