"""The work list: views, filters, columns, export, and steps on many cases at once.

A department and a clerk see the same page, each the own cases.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cases import board
from cases.actions.bulk import Outcome, dispatch_all
from cases.actions.several import STEPS, take_all
from cases.filters import CaseFilter
from cases.flows import CASE
from cases.looks import LOOKS
from cases.lookups import department_at
from cases.models import Case
from cases.selectors import units_below, view_counts, views_for
from cases.views.workbook import write_cases
from governance.access.keyset import Order
from governance.access.models import User
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.audit.log import record
from governance.flow.machine import Step
from governance.web.pager import page_of
from governance.web.render import render_part

ORDERS = ("due_at", "opened_at")
MOST = 200  # cases in one go
SHOWN = 5  # refusals told one by one; of the others how many


@require_GET
def case_list(request: SignedIn) -> HttpResponse:
    asked, now = _asked(request), timezone.now()
    order = Order.parse(request.GET.get("ordering") or "due_at", ORDERS)
    context = {
        "filter": asked, "errors": asked.errors, "page": page_of(request, asked.qs, order), "looks": LOOKS, "now": now,
        "units": units_below(request.user), "order": order, "may_add": holds(request.user, "cases.add_case"),
        **_around(request, asked, now), **_bulk(request.user),
    }  # fmt: skip
    return render_part(request, "cases/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def case_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked = _asked(request)
    if asked.errors:
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    found, names = asked.qs.order_by("due_at", "pk"), sorted(set(asked.data) & set(asked.base_filters))
    record("cases.export", None, by=request.user, format="xlsx", filters=names, within=asked.data.get("within", ""))
    return FileResponse(write_cases(found), as_attachment=True, filename=f"工单-{timezone.localdate():%Y%m%d}.xlsx")


@require_POST
def case_dispatch(request: SignedIn) -> HttpResponse:
    found = Case.objects.visible_to(request.user).filter(pk__in=picked(request)).select_related("category")
    department = department_at(request.user.home.code if request.user.home else "", request.POST.get("department", ""))
    outcome = dispatch_all(found, department=department, by=request.user)
    tell(request, outcome, f"已派遣 {len(outcome.done)} 件给{department.name}。", "没有派遣")
    return back_to_list(request)


@require_POST
def case_bulk(request: SignedIn, step: str) -> HttpResponse:
    """A step that asks for nothing, on each of the ticked cases."""
    if step not in STEPS:
        raise Http404
    found = Case.objects.visible_to(request.user).filter(pk__in=picked(request)).select_related("category")
    outcome, label = take_all(step, found.order_by("due_at", "pk"), by=request.user), CASE.steps[step].label
    tell(request, outcome, f"{label}：已办好 {len(outcome.done)} 件。", "没有办")
    return back_to_list(request)


def picked(request: SignedIn) -> list[uuid.UUID]:
    """The ticked rows; what is no id was not ticked by a person."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("ids")[:MOST]]
    except ValueError:
        return []


def tell(request: SignedIn, outcome: Outcome, done: str, not_done: str) -> None:
    """What was done, and for each case that was not, why."""
    if outcome.done:
        messages.success(request, done)
    for case, reason in outcome.refused[:SHOWN]:
        messages.warning(request, f"{case.number} {not_done}：{reason}")
    if (more := len(outcome.refused) - SHOWN) > 0:
        messages.warning(request, f"另有 {more} 件{not_done}，请分批再看。")
    if not outcome.done and not outcome.refused:
        messages.warning(request, "没有选中工单。请先勾选要办的工单。")


def back_to_list(request: SignedIn) -> HttpResponse:
    """The list as it was asked for, or the officer's own; only names and values of the address are taken over."""
    if request.POST.get("back") == "desk":
        return redirect("desk:shortlist")
    query = QueryDict(request.POST.get("query", "").replace("\0", "")[:2000]).urlencode()
    return redirect(f"{reverse('cases:list')}?{query}" if query else "cases:list")


def steps_held(user: User) -> list[Step]:
    """Steps for many that this person's role knows at all; each case is still asked by itself."""
    return [CASE.steps[name] for name in STEPS if holds(user, CASE.steps[name].permission)]


def _around(request: SignedIn, asked: CaseFilter, now: Any) -> dict[str, Any]:
    """Tabs with their numbers, the user's own views, and which columns are shown."""
    tabs, liking = views_for(request.user), board.liking_of(request.user)
    return {
        "tabs": tabs, "counts": view_counts(request.user, tabs, now), "view": asked.data.get("view", ""), "saved": liking.saved,
        "columns": board.columns_asked(request.GET.get("columns", ""), liking), "all_columns": board.COLUMNS,
    }  # fmt: skip


def _bulk(user: User) -> dict[str, Any]:
    may_dispatch, steps = holds(user, "cases.dispatch_case"), steps_held(user)
    return {"may_dispatch": may_dispatch, "bulk_steps": steps, "may_pick": may_dispatch or bool(steps)}


def _asked(request: SignedIn) -> CaseFilter:
    """The filters of the address; without a view, the open cases, now or at the end of a day gone by."""
    data = request.GET.copy()
    data.pop("columns", None)
    if not data.get("view") and not data.get("as_of"):
        data["view"] = "open"
    return CaseFilter(data, Case.objects.visible_to(request.user).for_list(), request=request)
