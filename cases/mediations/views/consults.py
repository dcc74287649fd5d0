"""The legal desk: the list, a new question, answering and sending on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.mediations import forms
from cases.mediations.actions import consults
from cases.mediations.filters import ConsultFilter
from cases.mediations.flows import CONSULT
from cases.mediations.looks import CONSULTS
from cases.mediations.models import Consult, Mediation
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.revealing import reveal_page
from governance.web.stepping import Beside, StepForm, Walk


def _may_withdraw(user: Any, row: Consult) -> bool:
    return (
        row.withdrawn_at is None and row.state == Consult.State.ASKED and can(user, "mediations.withdraw_consult", row)
    )


WALK = Walk(
    CONSULT,
    "mediations:consult-step",
    {
        "answer": (forms.AnswerForm, consults.answer), "refer": (forms.ReferForm, consults.refer),
        "withdraw": (forms.ReasonForm, consults.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def consult_list(request: SignedIn) -> HttpResponse:
    found = Consult.objects.visible_to(request.user).standing().for_list()
    asked = ConsultFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("asked_at", descending=True)), "looks": CONSULTS,
        "units": units_below(request.user), "may_add": holds(request.user, "mediations.add_consult"),
    }  # fmt: skip
    return render_part(request, "mediations/consults.html", "rows", context, status=422 if asked.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def consult_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "mediations.add_consult"):
        raise StepForbidden("您没有登记法律咨询的权限。")
    places = divisions_in_reach(request.user, "mediations.add_consult").filter(level__in=consults.PLACES)
    form = forms.ConsultForm(posted(request), divisions=places.order_by("code"))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = consults.ask(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "咨询已登记。")
            return redirect(row)
    context = {"form": form, "title": "登记法律咨询", "back_to": "mediations:consults"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def consult(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def consult_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_http_methods(["GET", "POST"])
def consult_reveal(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _read(request, pk)
    if not can(request.user, "mediations.reveal_consult", row):
        raise StepForbidden("您没有查看完整信息的权限。")
    form = forms.RevealForm(posted(request), auto_id=f"{row.pk}_%s")
    return reveal_page(request, row, form, about=row.get_topic_display(), back="返回咨询")


def _read(request: SignedIn, pk: uuid.UUID) -> Consult:
    return get_object_or_404(Consult.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Consult, refused: StepForm | None = None) -> HttpResponse:
    sees = row.mediation_id and Mediation.objects.visible_to(request.user).filter(pk=row.mediation_id).exists()
    context = {
        "consult": row, "looks": CONSULTS, "next": WALK.next(request.user, row, refused), "refused": refused, "sees_mediation": sees,
        "may_reveal": bool(row.name_masked or row.phone_masked) and can(request.user, "mediations.reveal_consult", row),
        "may_mediate": row.state == Consult.State.ANSWERED and can(request.user, "mediations.change_consult", row),
    }  # fmt: skip
    return render(request, "mediations/consult.html", context, status=422 if refused else 200)
