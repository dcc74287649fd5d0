"""Callouts: the list, calling a force to a case, one callout."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.forces import forms
from cases.forces.actions import callouts
from cases.forces.filters import CalloutFilter
from cases.forces.flows import CALL, CALLOUT
from cases.forces.looks import CALLOUTS
from cases.forces.models import Callout
from cases.forces.selectors import callable_to
from cases.models import Case
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.access.selectors import units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import StepForm, Walk

WALK = Walk(
    CALLOUT,
    "forces:callout-step",
    {
        "arrive": (StepForm, callouts.arrive), "finish": (forms.ResultForm, callouts.finish),
        "cancel": (forms.ReasonForm, callouts.cancel),
    },
)  # fmt: skip


@require_GET
def callout_list(request: SignedIn) -> HttpResponse:
    asked = CalloutFilter(request.GET, Callout.objects.visible_to(request.user).standing().for_list(), request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("called_at", descending=True)), "looks": CALLOUTS,
        "units": units_below(request.user),
    }  # fmt: skip
    return render_part(request, "forces/callouts.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def callout_new(request: SignedIn, case: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(Case.objects.visible_to(request.user).select_related("division"), pk=case)
    if not can(request.user, CALL, row):
        raise StepForbidden("您没有调度力量的权限。")
    form = forms.CallForm(posted(request), forces=callable_to(request.user, row))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            made = callouts.call(by=request.user, case=row, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"已通知{made.force.name}出动。")
            return redirect(made)
    return render(request, "forces/call.html", {"form": form, "case": row}, status=422 if form.is_bound else 200)


@require_GET
def callout(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def callout_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _read(request: SignedIn, pk: uuid.UUID) -> Callout:
    return get_object_or_404(Callout.objects.visible_to(request.user).for_list().select_related("created_by"), pk=pk)


def _show(request: SignedIn, row: Callout, refused: StepForm | None = None) -> HttpResponse:
    context = {"callout": row, "looks": CALLOUTS, "next": WALK.next(request.user, row, refused), "refused": refused}
    return render(request, "forces/callout.html", context, status=422 if refused else 200)
