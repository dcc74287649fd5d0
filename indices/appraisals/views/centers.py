"""睦邻中心评估: the centers of a year with their results, one center's marks, publishing them together."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.access.selectors import units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from indices.appraisals import forms
from indices.appraisals.actions import centers as actions
from indices.appraisals.filters import CenterAssessmentFilter
from indices.appraisals.flows import CENTER_ASSESSMENT
from indices.appraisals.looks import CENTERS, GRADES
from indices.appraisals.models import CenterAssessment, CenterScheme


@require_GET
def center_list(request: SignedIn) -> HttpResponse:
    found = CenterAssessment.objects.visible_to(request.user).standing().for_list()
    asked = CenterAssessmentFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    schemes = list(CenterScheme.objects.visible_to(request.user).standing().select_related("division")[:12])
    context = {
        "filter": asked, "page": page_of(request, rows, Order("recorded_at", descending=True)), "looks": CENTERS, "grades": GRADES,
        "units": units_below(request.user), "may_add": holds(request.user, "appraisals.add_centerscheme"),
        "schemes": [(one, can_in(request.user, "appraisals.publish_centerassessment", one.division_id)) for one in schemes],
    }  # fmt: skip
    return render_part(request, "appraisals/centers.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def scheme_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "appraisals.add_centerscheme"):
        raise StepForbidden("您没有组织睦邻中心评估的权限。")
    form = forms.SchemeForm(request.user, posted(request), initial={"items": _last_items(request)})
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            scheme = actions.start(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{scheme.title}已开始，请逐家评分。")
            return redirect("appraisals:centers")
    context = {"form": form, "title": "开始一年的睦邻中心评估", "back_to": "appraisals:centers"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def scheme_publish(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    scheme = _scheme(request, pk)
    count = actions.publish(scheme, by=request.user)
    messages.success(request, f"已公布 {count} 家的评估结果。")
    return redirect("appraisals:centers")


@require_http_methods(["GET", "POST"])
def scheme_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    scheme = _scheme(request, pk)
    if not can(request.user, "appraisals.withdraw_centerscheme", scheme):
        raise StepForbidden("您没有撤回这次评估的权限。")
    form = forms.ReasonForm(posted(request), name="withdraw", row=scheme)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            actions.withdraw(scheme, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已撤回，登记留档。")
            return redirect("appraisals:centers")
    context = {"form": form, "title": "撤回睦邻中心评估", "place": scheme.title, "back_to": "appraisals:centers"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def center(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    found = CenterAssessment.objects.visible_to(request.user).for_list().select_related("assessed_by")
    row = get_object_or_404(found, pk=pk)
    may = any(step.name == "assess" for step in CENTER_ASSESSMENT.open_to(request.user, row))
    form = forms.MarksForm(row.items, posted(request)) if may or request.method == "POST" else None
    if form is not None and request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            actions.assess(row, by=request.user, marks=form.asked())
        if attempt.succeeded:
            messages.success(request, "评分已保存。")
            return redirect(row)
    lines = [(item, form[f"s{at}"], form[f"e{at}"]) for at, item in enumerate(row.items)] if form else []
    context = {"row": row, "form": form, "lines": lines, "looks": CENTERS, "grades": GRADES}
    return render(request, "appraisals/center.html", context, status=422 if form is not None and form.is_bound else 200)


def _scheme(request: SignedIn, pk: uuid.UUID) -> CenterScheme:
    return get_object_or_404(CenterScheme.objects.visible_to(request.user).standing(), pk=pk)


def _last_items(request: SignedIn) -> str:
    """Last year's items, so that nobody types them again."""
    last = CenterScheme.objects.visible_to(request.user).standing().order_by("-year").first()
    return "\n".join(f"{item['title']} {item['points']:g}" for item in last.items) if last else ""
