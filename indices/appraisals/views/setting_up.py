"""Making an appraisal: its rules, its gates, a target for each unit."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.flow.machine import StepForbidden, StepRefused
from governance.web.forms import add_errors, posted
from indices.appraisals import forms
from indices.appraisals.actions import appraisals
from indices.appraisals.models import Appraisal
from indices.appraisals.selectors.figures import newest_scores
from indices.appraisals.selectors.tables import rows_of
from indices.appraisals.views.appraisals import read


@require_http_methods(["GET", "POST"])
def appraisal_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "appraisals.add_appraisal"):
        raise StepForbidden("您没有制定考核的权限。")
    form = forms.AppraisalForm(request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = appraisals.create(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "考核已建立，目标值按最近一期指数预填。请核对目标和门槛，再下达。")
            return redirect(row)
    context = {"form": form, "title": "制定考核", "back_to": "appraisals:list"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def appraisal_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _mine(request, pk)
    form = forms.RulesForm(posted(request), initial={name: getattr(row, name) for name in appraisals.RULES})
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            given = form.cleaned_data | {"title": form.cleaned_data["title"] or row.title}
            appraisals.edit(row, by=request.user, **given)
        if attempt.succeeded:
            messages.success(request, "规则已修改。")
            return redirect(row)
    context = {"form": form, "title": "修改考核规则", "place": row.title, "back": row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def targets(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _mine(request, pk)
    rows = rows_of(row)
    form = forms.TargetsForm(rows, posted(request))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            count = appraisals.set_targets(row, by=request.user, targets=form.asked())
        if attempt.succeeded:
            messages.success(request, f"改了 {count} 个单位的目标值。")
            return redirect(row)
    newest = newest_scores(row.district, [one.division_id for one in rows])
    lines: list[Any] = [(form[f"t{one.division_id}"], newest.get(one.division_id)) for one in rows]
    context = {"form": form, "appraisal": row, "lines": lines}
    return render(request, "appraisals/targets.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def gates(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _mine(request, pk)
    form = forms.GateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            appraisals.add_gate(row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "门槛已加上。")
            return redirect("appraisals:gates", row.pk)
    context = {"form": form, "appraisal": row}
    return render(request, "appraisals/gates.html", context, status=422 if form.is_bound else 200)


@require_POST
def gate_drop(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    row = _mine(request, pk)
    appraisals.drop_gate(row, by=request.user, key=key)
    messages.success(request, "门槛已删去。")
    return redirect("appraisals:gates", row.pk)


def _mine(request: SignedIn, pk: uuid.UUID) -> Appraisal:
    """Raises Http404, StepForbidden, and StepRefused once the targets are issued."""
    row = read(request, pk)
    if not can(request.user, "appraisals.change_appraisal", row):
        raise StepForbidden("您没有修改这次考核的权限。")
    if row.state != Appraisal.State.TARGETS or row.withdrawn_at:
        raise StepRefused("目标已经下达，规则、门槛和目标值不能再改。")
    return row
