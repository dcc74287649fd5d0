"""服务记录: the queue of those to be confirmed and the other views, one record and its steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.audit.log import history
from governance.web.events import tell
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from volunteers.actions import hours, records
from volunteers.filters import ServiceRecordFilter
from volunteers.flows import SERVICE_RECORD
from volunteers.forms import STEP_FORMS, RecordStepForm
from volunteers.looks import RECORDS
from volunteers.models import ServiceRecord

ACTIONS: dict[str, Callable[..., ServiceRecord]] = {
    "arrive": records.arrive, "leave": records.leave, "retime": records.retime, "confirm": hours.confirm,
    "dispute": records.dispute, "miss": records.miss, "cancel": records.cancel,
}  # fmt: skip
VIEWS = (("waiting", "待确认"), ("forgotten", "忘记签退"), ("serving", "服务中"), ("all", "全部"))
NARROW: dict[str, dict[str, Any]] = {
    "waiting": {"state__in": ["served", "disputed"]}, "forgotten": {"forgotten": True, "state__in": ["served", "disputed"]},
    "serving": {"state": "serving"}, "all": {},
}  # fmt: skip
KEPT = ("volunteer", "unit", "project", "shift")  # filters that come by a link and stay
MOST = 200  # confirmed in one go


@require_GET
def record_list(request: SignedIn) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in NARROW else "waiting"
    rows = ServiceRecord.objects.visible_to(request.user).filter(**NARROW[view]).for_list()
    asked = ServiceRecordFilter(request.GET, rows, request=request)
    may_confirm = holds(request.user, "volunteers.confirm_servicerecord") and view in ("waiting", "forgotten")
    context = {
        "filter": asked, "page": page_of(request, asked.qs, Order("signed_up_at", descending=view == "all")), "looks": RECORDS,
        "views": VIEWS, "view": view, "tab": "records", "may_confirm": may_confirm, "places": units_below(request.user),
        "kept": [(name, request.GET[name]) for name in KEPT if name in request.GET],
    }  # fmt: skip
    return render_part(request, "volunteers/records.html", "rows", context, status=422 if asked.errors else 200)


@require_POST
def confirm(request: SignedIn) -> HttpResponse:
    found = ServiceRecord.objects.visible_to(request.user).filter(pk__in=_ids(request)).for_list()
    outcome = hours.confirm_all(found, by=request.user)
    if outcome.done:
        messages.success(request, f"已确认 {len(outcome.done)} 条。")
    for record, reason in outcome.refused[:5]:
        messages.warning(request, f"{record.volunteer.number} 没有确认：{reason}")
    if not outcome.done and not outcome.refused:
        messages.warning(request, "没有选中记录。请先勾选要确认的记录。")
    return redirect("volunteers:records")


@require_GET
def record_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _record(request, pk))


@require_POST
def record_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    """From the shift's page (`to=shift`) the step is one tap, at this moment."""
    record = _record(request, pk)
    if step not in ACTIONS:
        raise Http404
    form = STEP_FORMS[step](request.POST, name=step, record=record)
    if form.is_valid():
        with add_errors(form) as attempt:
            ACTIONS[step](record, by=request.user, **form.asked())
        if attempt.succeeded:
            label = SERVICE_RECORD.steps[step].label
            messages.success(request, f"{record.volunteer.number} {record.volunteer.masked_name}：{label}，已办好。")
            return redirect(record.shift if request.POST.get("to") == "shift" else record)
    return _show(request, record, asked=form)


def _record(request: SignedIn, pk: uuid.UUID) -> ServiceRecord:
    rows = ServiceRecord.objects.visible_to(request.user).for_list().select_related("timed_by", "confirmed_by")
    return get_object_or_404(rows, pk=pk)


def _show(request: SignedIn, record: ServiceRecord, asked: RecordStepForm | None = None) -> HttpResponse:
    steps = [
        (step, asked if asked is not None and asked.step == step.name else STEP_FORMS[step.name](name=step.name, record=record))
        for step in SERVICE_RECORD.open_to(request.user, record)
    ]  # fmt: skip
    context = {
        "record": record, "looks": RECORDS, "steps": sorted(steps, key=lambda one: one[0].name != "confirm"), "asked": asked,
        "ready": ("arrive", "leave", "confirm"),
        "entries": record.entries.select_related("by").order_by("id"), "told": tell(list(history(record)[:20])),
    }  # fmt: skip
    return render(request, "volunteers/record.html", context, status=422 if asked else 200)


def _ids(request: SignedIn) -> list[uuid.UUID]:
    """The ticked rows; what is no id was not ticked by a person."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("ids")[:MOST]]
    except ValueError:
        return []
