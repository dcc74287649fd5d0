"""首问接待: what the first receiver owns, what is handed over, what waits for somebody to take it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from visits.actions import receptions
from visits.filters import HandoverFilter, ReceptionFilter
from visits.flows import HANDOVER, RECEPTION
from visits.forms import HandOverForm, ReasonForm, ReplyForm
from visits.looks import HANDOVERS, RECEPTIONS
from visits.models import Handover, Reception
from visits.selectors.takers import takers_for


@require_GET
def reception_list(request: SignedIn) -> HttpResponse:
    rows = Reception.objects.visible_to(request.user).standing().for_list()
    asked = ReceptionFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else rows.none(), Order("due_at"))
    context = {"filter": asked, "page": page, "looks": RECEPTIONS, "now": timezone.now()}
    return render_part(request, "visits/receptions.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def reception_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _reception(request, pk))


@require_POST
def reception_answer(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    reception, form = _reception(request, pk), ReplyForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            receptions.answer(reception, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "答复已登记。")
            return redirect(reception)
    return _show(request, reception, reply=form)


@require_POST
def reception_hand_over(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    reception = _reception(request, pk)
    form = HandOverForm(*takers_for(reception.division_id), request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            receptions.hand_over(reception, by=request.user, **form.asked())
        if attempt.succeeded:
            messages.success(request, "已移交，对方确认之前仍由您负责。")
            return redirect(reception)
    return _show(request, reception, hand_over=form)


@require_POST
def reception_take_back(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    reception = receptions.take_back(_reception(request, pk), by=request.user)
    messages.success(request, "已收回，由您继续办理。")
    return redirect(reception)


@require_GET
def handover_list(request: SignedIn) -> HttpResponse:
    rows = Handover.objects.visible_to(request.user).standing().for_list()
    asked = HandoverFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else rows.none(), Order("recorded_at", descending=True))
    steps = {one.pk: HANDOVER.open_to(request.user, one) for one in page.rows if one.state == Handover.State.HANDED}
    rows_shown = [(one, steps.get(one.pk, [])) for one in page.rows]
    context = {"filter": asked, "page": page, "rows": rows_shown, "looks": HANDOVERS, "form": ReasonForm()}
    return render_part(request, "visits/handovers.html", "rows", context, status=422 if asked.errors else 200)


@require_POST
def handover_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    handover = get_object_or_404(Handover.objects.visible_to(request.user).for_list(), pk=pk)
    if step == "confirm":
        receptions.confirm(handover, by=request.user)
        messages.success(request, "已确认接手，从现在起由您负责。")
    elif step == "return":
        receptions.give_back(handover, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, "已退回首问人。")
    else:
        raise Http404
    return redirect("visits:handovers")


def _reception(request: SignedIn, pk: uuid.UUID) -> Reception:
    return get_object_or_404(Reception.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, reception: Reception, **bound: Any) -> HttpResponse:
    steps = {step.name for step in RECEPTION.open_to(request.user, reception)} if reception.is_open else set()
    context = {
        "reception": reception, "handovers": list(reception.handovers.for_list()), "looks": RECEPTIONS, "handover_looks": HANDOVERS,
        "now": timezone.now(), "steps": steps, "bound": list(bound.values()), "reply": bound.get("reply") or ReplyForm(),
    }  # fmt: skip
    if "hand_over" in steps:
        context["hand_over"] = bound.get("hand_over") or HandOverForm(*takers_for(reception.division_id))
    return render(request, "visits/reception.html", context, status=422 if bound else 200)
