"""综合整治: the list, filing one, one with its documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.hazards import forms
from cases.hazards.actions import places, violations
from cases.hazards.filters import ViolationFilter
from cases.hazards.flows import VIOLATION
from cases.hazards.looks import VIOLATIONS
from cases.hazards.models import Violation
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk

EARLY = (Violation.State.FOUND, Violation.State.IDENTIFIED)


def _may_withdraw(user: Any, row: Violation) -> bool:
    return not row.withdrawn_at and row.state in EARLY and can(user, "hazards.withdraw_violation", row)


WALK = Walk(
    VIOLATION,
    "hazards:violation-step",
    {
        "identify": (forms.ActForm, violations.identify), "order": (forms.OrderForm, violations.order),
        "restore": (forms.ActForm, violations.restore), "punish": (forms.PunishForm, violations.punish),
        "withdraw": (forms.ReasonForm, violations.withdraw),
    },
    {"withdraw": Beside("不成立，撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def violation_list(request: SignedIn) -> HttpResponse:
    found = Violation.objects.visible_to(request.user).standing().for_list()
    asked = ViolationFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("found_at", descending=True)), "looks": VIOLATIONS, "now": timezone.now(),
        "units": units_below(request.user), "may_add": holds(request.user, "hazards.add_violation"),
    }  # fmt: skip
    return render_part(request, "hazards/violations.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def violation_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "hazards.add_violation"):
        raise StepForbidden("您没有登记违法整治的权限。")
    reach = divisions_in_reach(request.user, "hazards.add_violation").filter(level__in=places.PLACES)
    form = forms.ViolationForm(posted(request), divisions=reach.order_by("code"))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = violations.report(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{row.number} 已登记，待认定。")
            return redirect(row)
    context = {"form": form, "title": "登记违法整治", "back_to": "hazards:violations"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def violation(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def violation_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _read(request: SignedIn, pk: uuid.UUID) -> Violation:
    return get_object_or_404(Violation.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Violation, refused: StepForm | None = None) -> HttpResponse:
    acts = [(act, VIOLATION.steps[act.step]) for act in row.acts.select_related("by")]
    context = {
        "violation": row, "looks": VIOLATIONS, "acts": acts, "next": WALK.next(request.user, row, refused), "refused": refused,
    }  # fmt: skip
    return render(request, "hazards/violation.html", context, status=422 if refused else 200)
