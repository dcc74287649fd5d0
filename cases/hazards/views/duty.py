"""平战结合: the duty mode and who is on duty now; crises and their stages."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.hazards import forms
from cases.hazards.actions import crises
from cases.hazards.filters import CrisisFilter
from cases.hazards.flows import CRISIS
from cases.hazards.looks import CRISES, MODES, WATCHES
from cases.hazards.models import Crisis, DutyMode, RiskKind, Watch
from cases.hazards.selectors import crises_over, on_duty
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk


def _may_withdraw(user: Any, row: Crisis) -> bool:
    return not row.withdrawn_at and row.state == Crisis.State.LATENT and can(user, "hazards.withdraw_crisis", row)


WALK = Walk(
    CRISIS,
    "hazards:crisis-step",
    {
        "develop": (forms.SwitchForm, crises.develop), "erupt": (forms.SwitchForm, crises.erupt),
        "recover": (forms.SwitchForm, crises.recover), "lift": (forms.SwitchForm, crises.lift),
        "withdraw": (forms.ReasonForm, crises.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def overview(request: SignedIn) -> HttpResponse:
    """What holds where this person works: the mode, the crises behind it, who to call."""
    if not holds(request.user, "hazards.view_watch"):
        raise StepForbidden("您没有查看值班的权限。")
    home, now = request.user.home.code if request.user.home else "", timezone.now()
    found = crises_over(home) if home else []
    below = Crisis.objects.visible_to(request.user).open().for_list()
    context = {
        "mode": found[0].mode if found else DutyMode.NORMAL, "modes": MODES, "crises": found, "looks": CRISES,
        "below": below.exclude(pk__in=[one.pk for one in found])[:20], "watches": on_duty(home, now) if home else [],
        "mine": Watch.objects.visible_to(request.user).standing().filter(person=request.user, ends_at__gt=now).order_by("starts_at")[:5],
        "watch_looks": WATCHES, "now": now,
    }  # fmt: skip
    return render(request, "hazards/duty.html", context)


@require_GET
def crisis_list(request: SignedIn) -> HttpResponse:
    found = Crisis.objects.visible_to(request.user).standing().for_list()
    asked = CrisisFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("began_at", descending=True)), "looks": CRISES, "modes": MODES,
        "may_add": holds(request.user, "hazards.add_crisis"),
    }  # fmt: skip
    return render_part(request, "hazards/crises.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def crisis_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "hazards.add_crisis"):
        raise StepForbidden("您没有登记公共危机的权限。")
    reach = divisions_in_reach(request.user, "hazards.add_crisis").filter(level__in=crises.PLACES)
    form = forms.CrisisForm(posted(request), divisions=reach.order_by("code"))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = crises.declare(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"“{row.title}”已登记，现在是潜伏期。")
            return redirect(row)
    context = {"form": form, "title": "登记公共危机", "back_to": "hazards:crises"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def crisis(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def crisis_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _read(request: SignedIn, pk: uuid.UUID) -> Crisis:
    return get_object_or_404(Crisis.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Crisis, refused: StepForm | None = None) -> HttpResponse:
    context = {
        "crisis": row, "look": row.state, "looks": CRISES, "modes": MODES, "stages": row.stages.select_related("by"), "plans": _plans(row.kind),
        "next": WALK.next(request.user, row, refused), "refused": refused, "watch_looks": WATCHES,
        "watches": Watch.objects.visible_to(request.user).standing().filter(crisis=row).for_list().order_by("starts_at")[:50],
    }  # fmt: skip
    return render(request, "hazards/crisis.html", context, status=422 if refused else 200)


def _plans(kind: RiskKind) -> list[tuple[str, str, str]]:
    """(stage, its name, its plan), those that are written."""
    stages = [stage for stage in Crisis.State if stage != Crisis.State.OVER]
    return [(stage.value, stage.label, plan) for stage in stages if (plan := getattr(kind, f"plan_{stage.value}"))]
