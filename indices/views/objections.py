"""Objections to figures under review: the list, a new one, the answer."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.selectors import divisions_in_reach, units_below
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import StepForm, Walk
from indices import looks
from indices.actions import objections
from indices.actions.publishing import open_until
from indices.filters import ObjectionFilter
from indices.flows import OBJECTION
from indices.forms.publishing import AnswerForm, ObjectionForm
from indices.indicators import indicator
from indices.models import IndexRun, Objection
from indices.windows import Period

WALK = Walk(
    OBJECTION,
    "indices:objection-step",
    {"uphold": (AnswerForm, objections.uphold), "reject": (AnswerForm, objections.reject)},
)


@require_GET
def objection_list(request: SignedIn) -> HttpResponse:
    found = Objection.objects.visible_to(request.user).standing().for_list()
    asked = ObjectionFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    page = page_of(request, rows, Order("recorded_at", descending=True))
    context = {
        "filter": asked, "page": page, "rows": [(one, _about(one)) for one in page.rows], "looks": looks.OBJECTIONS,
        "units": units_below(request.user),
    }  # fmt: skip
    return render_part(request, "indices/objections.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def objection_new(request: SignedIn, code: str, period: str) -> HttpResponse:
    unit = get_object_or_404(divisions_in_reach(request.user, "indices.add_objection"), pk=code)
    runs = IndexRun.objects.visible_to(request.user).filter(period=period, state=IndexRun.State.REVIEWED)
    run = next(
        (one for one in runs.select_related("scheme_version") if one.scores.filter(division=unit).exists()), None
    )
    if run is None or not open_until(run, timezone.now()):
        raise Http404
    form = ObjectionForm(posted(request), run=run)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = objections.object_to(run, unit, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "异议已提交，区里答复后会通知您。")
            return redirect(row)
    title = f"对{unit.name} {Period(period).label}的指数提异议"
    context = {"form": form, "title": title, "back_to": "indices:objections"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def objection(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def objection_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _read(request: SignedIn, pk: uuid.UUID) -> Objection:
    return get_object_or_404(Objection.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Objection, refused: StepForm | None = None) -> HttpResponse:
    context = {
        "row": row, "looks": looks.OBJECTIONS, "next": WALK.next(request.user, row, refused), "refused": refused,
        "label": Period(row.run.period).label, "about": _about(row),
    }  # fmt: skip
    return render(request, "indices/objection.html", context, status=422 if refused else 200)


def _about(row: Objection) -> str:
    return f"{row.indicator} {indicator(row.indicator).name}" if row.indicator else "整个得分"
