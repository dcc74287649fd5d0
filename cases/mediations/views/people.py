"""The people of a mediation: noting one, taking one back, the look at what is masked, the agreement on paper."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.mediations.actions import disputants
from cases.mediations.forms import DisputantForm, ReasonForm, RevealForm
from cases.mediations.models import Disputant, Mediation
from cases.mediations.views.detail import read
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden, StepRefused
from governance.web.forms import add_errors, posted
from governance.web.revealing import reveal_page


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def disputant_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, "mediations.change_mediation", row):
        raise StepForbidden("您没有修改这件调解的权限。")
    form = DisputantForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            disputants.add(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "当事人已登记。")
            return redirect(row)
    context = {
        "form": form,
        "title": "登记当事人",
        "place": f"{row.number} {row.title}",
        "back": row.get_absolute_url(),
    }
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def disputant_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _disputant(request, pk)
    if not can(request.user, "mediations.change_mediation", one.mediation):
        raise StepForbidden("您没有修改这件调解的权限。")
    form = ReasonForm(posted(request), name="remove", row=one)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            disputants.remove(one, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已移除，登记留档。")
            return redirect(one)
    context = {"form": form, "title": f"移除当事人 {one.name_masked}", "back": one.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def disputant_reveal(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _disputant(request, pk)
    if not can(request.user, "mediations.reveal_disputant", one):
        raise StepForbidden("您没有查看完整信息的权限。")
    form = RevealForm(posted(request), auto_id=f"{one.pk}_%s")
    return reveal_page(request, one, form, about=one.mediation.number, back="返回调解")


@require_http_methods(["GET", "POST"])
def agreement(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """调解协议书: with masks; after giving a reason with full names, in the answer to that POST and nowhere else."""
    row = read(request, pk)
    if row.outcome != Mediation.Outcome.SETTLED:
        raise StepRefused("还没有达成协议，没有协议书可以打印。")
    form, full = RevealForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        with add_errors(form):
            full = disputants.reveal_all(row, by=request.user, reason=form.asked())
    context = {
        "mediation": row, "people": row.disputants.standing(), "full": full, "form": form,
        "may_reveal": can(request.user, "mediations.reveal_disputant", row),
    }  # fmt: skip
    response = render(request, "mediations/agreement.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _disputant(request: SignedIn, pk: uuid.UUID) -> Disputant:
    found = Disputant.objects.visible_to(request.user).standing().select_related("mediation")
    return get_object_or_404(found, pk=pk)
