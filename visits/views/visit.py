"""One visit: what was found, taking it back; a sensitive one is watched over and closed by approval."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.audit.log import history, record
from governance.vault import masks
from governance.web.forms import add_errors
from visits.actions import closures, visits
from visits.flows import CLOSURE
from visits.forms import ConclusionForm, ReasonForm, WithdrawForm
from visits.looks import CLOSURES, RECEPTIONS
from visits.models import Closure, Need, Visit

DECISIONS = {"approve": closures.approve, "return": closures.give_back}
LOOKED_AT = "visit.viewed"


@require_GET
def visit_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _visit(request, pk))


@require_POST
def visit_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    visit = _visit(request, pk)
    visits.withdraw_visit(visit, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "走访已撤回。")
    return redirect(visit)


@require_POST
def closure_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    visit, form = _visit(request, pk), ConclusionForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            closures.ask(visit, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已申请结案，等街道批准。")
            return redirect(visit)
    return _show(request, visit, conclusion=form)


@require_POST
def closure_decide(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.visible_to(request.user).for_list(), pk=pk)
    if step not in DECISIONS:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            DECISIONS[step](closure, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{CLOSURE.steps[step].label}，已办好。")
            return redirect(closure.visit)
    return _show(request, closure.visit, reason=form)


def look_at(request: SignedIn, visit: Visit) -> None:
    """Each look at a sensitive visit is an event, whoever looks and through whichever page."""
    if visit.sensitivity:
        record(LOOKED_AT, visit, by=request.user)


def _visit(request: SignedIn, pk: uuid.UUID) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, visit: Visit, **bound: Any) -> HttpResponse:
    look_at(request, visit)
    user = request.user
    context = {
        "visit": visit, "met": [masks.name(one.resident.name) for one in visit.met_residents.select_related("resident")],
        "needs": Need.objects.visible_to(user).filter(visit=visit).for_list(), "form": WithdrawForm(),
        "may_withdraw": not visit.withdrawn_at and can(user, "visits.withdraw_visit", visit), "reception_looks": RECEPTIONS,
        "reception": visit.reception if visit.method == Visit.Method.RECEPTION and hasattr(visit, "reception") else None,
    }  # fmt: skip
    if visit.sensitivity:
        context |= _closing(request, visit, bound)
    return render(request, "visits/visit.html", context, status=422 if bound else 200)


def _closing(request: SignedIn, visit: Visit, bound: dict[str, Any]) -> dict[str, Any]:
    """Who may approve also sees who looked."""
    closings = list(visit.closures.for_list())
    standing = next((one for one in closings if one.state != Closure.State.RETURNED and not one.withdrawn_at), None)
    watches = can(request.user, "visits.approve_visit", visit)
    asks = visit.visitor_id == request.user.pk and standing is None and not visit.withdrawn_at
    return {
        "closures": closings, "closure_looks": CLOSURES, "decide": CLOSURE.open_to(request.user, standing) if standing else [],
        "standing": standing, "reason": bound.get("reason") or ReasonForm(), "bound": list(bound.values()),
        "conclusion": (bound.get("conclusion") or ConclusionForm()) if asks else None,
        "looks": list(history(visit).filter(verb=LOOKED_AT).order_by("-at")[:50]) if watches else None,
    }  # fmt: skip
