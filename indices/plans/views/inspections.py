"""督导检查: the register, planning one, the visit, its steps, and the paper that is printed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk
from indices.plans.actions import inspections
from indices.plans.actions.photos import may_attach
from indices.plans.filters import InspectionFilter
from indices.plans.flows import INSPECTION, inspects
from indices.plans.forms import inspecting as forms
from indices.plans.forms.planning import ReasonForm
from indices.plans.looks import INSPECTIONS, VERDICTS
from indices.plans.models import Finding, Inspection
from indices.plans.selectors.inspecting import photos_of
from indices.plans.views.plans import carried

ADD = "plans.add_inspection"


def _may_withdraw(user: Any, row: Inspection) -> bool:
    waiting = row.withdrawn_at is None and row.state == Inspection.State.PLANNED
    return waiting and inspects(row, user) and can(user, "plans.withdraw_inspection", row)


WALK = Walk(
    INSPECTION,
    "plans:inspection-step",
    {
        "rectify": (forms.RectifyForm, inspections.rectify), "recheck": (StepForm, inspections.recheck),
        "report": (forms.ReportForm, inspections.report), "return": (forms.SendBackForm, inspections.send_back),
        "withdraw": (ReasonForm, inspections.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def inspection_list(request: SignedIn) -> HttpResponse:
    found = Inspection.objects.visible_to(request.user).standing().for_list().prefetch_related("findings")
    asked = InspectionFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else found.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("planned_on", descending=True)), "looks": INSPECTIONS,
        "units": units_below(request.user), "may_add": holds(request.user, ADD),
    }  # fmt: skip
    return render_part(request, "plans/inspections.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def inspection_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, ADD):
        raise StepForbidden("您没有安排督导的权限。")
    places = divisions_in_reach(request.user, ADD).filter(level__in=inspections.PLACES).order_by("code")
    form = forms.InspectionForm(posted(request), places=places)
    act = lambda: inspections.plan_inspection(by=request.user, **form.cleaned_data)  # noqa: E731
    return carried(request, form, act, title="安排督导", back_to="plans:inspections")


@require_GET
def inspection(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_http_methods(["GET", "POST"])
def inspection_visit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The checklist has a page of its own: a dozen lines with a verdict and a note each."""
    row = read(request, pk)
    if not can(request.user, "plans.change_inspection", row):
        raise StepForbidden("您没有“登记走访结果”的权限。")
    form = forms.VisitForm(posted(request), name="visit", row=row, initial={"visited_on": timezone.localdate()})
    if form.is_valid():
        with add_errors(form) as attempt:
            inspections.visit(row, by=request.user, **form.asked())
        if attempt.succeeded:
            messages.success(request, "走访结果已登记。")
            return redirect(row)
    lines = [(one, form[f"verdict-{one.number}"], form[f"note-{one.number}"]) for one in row.findings.all()]
    context = {"inspection": row, "form": form, "lines": lines}
    return render(request, "plans/visit.html", context, status=422 if form.is_bound else 200)


@require_POST
def inspection_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_GET
def inspection_paper(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    findings = list(row.findings.all())
    counts = [
        (VERDICTS[one].label, sum(found.verdict == one for found in findings)) for one in list(Finding.Verdict)[1:]
    ]
    context = {
        "inspection": row,
        "findings": findings,
        "failed": [one for one in findings if one.verdict == "failed"],
        "counts": counts,
    }
    return render(request, "plans/paper.html", context)


def read(request: SignedIn, pk: uuid.UUID) -> Inspection:
    found = Inspection.objects.visible_to(request.user).for_list().prefetch_related("findings__answered_by")
    return get_object_or_404(found, pk=pk)


def _show(request: SignedIn, row: Inspection, refused: StepForm | None = None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    photos = photos_of(row.findings.all())
    lines = [(one, photos.get(str(one.pk), []), one.is_overdue(today)) for one in row.findings.all()]
    rectifying = row.state == Inspection.State.RECTIFY and row.withdrawn_at is None
    context = {
        "inspection": row, "lines": lines, "looks": INSPECTIONS, "verdicts": VERDICTS, "refused": refused,
        "next": WALK.next(user, row, refused), "may_attach": may_attach(user, row),
        "may_visit": any(step.name == "visit" for step in INSPECTION.open_to(user, row)),
        "may_answer": rectifying and can(user, "plans.rectify_inspection", row),
    }  # fmt: skip
    return render(request, "plans/inspection.html", context, status=422 if refused else 200)
