"""The work list: views, filters, bulk dispatch, export. A department and a clerk see the same page, each the own cases."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cases.actions.bulk import dispatch_all
from cases.filters import CaseFilter
from cases.looks import LOOKS
from cases.lookups import department_at
from cases.models import Case
from cases.selectors import units_below, view_counts, views_for
from cases.views.workbook import write_cases
from governance.access.keyset import Order
from governance.access.scoping import holds
from governance.audit.log import record
from governance.web.pager import page_of
from governance.web.render import render_part

ORDERS = ("due_at", "opened_at")
MOST = 200  # cases dispatched in one go


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    asked, now = _asked(request), timezone.now()
    order = Order.parse(request.GET.get("ordering") or "due_at", ORDERS)
    tabs = views_for(request.user)
    context = {
        "filter": asked, "errors": asked.errors, "page": page_of(request, asked.qs, order), "looks": LOOKS, "now": now,
        "tabs": tabs, "counts": view_counts(request.user, tabs, now), "view": asked.data["view"],
        "units": units_below(request.user), "order": order, "may_dispatch": holds(request.user, "cases.dispatch_case"),
        "may_add": holds(request.user, "cases.add_case"),
    }  # fmt: skip
    return render_part(request, "cases/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def case_export(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if asked.errors:
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    found, names = asked.qs.order_by("due_at", "pk"), sorted(set(asked.data) & set(asked.base_filters))
    record("cases.export", None, by=request.user, format="xlsx", filters=names, within=asked.data.get("within", ""))
    return FileResponse(write_cases(found), as_attachment=True, filename=f"工单-{timezone.localdate():%Y%m%d}.xlsx")


@require_POST
def case_dispatch(request: HttpRequest) -> HttpResponse:
    found = Case.objects.visible_to(request.user).filter(pk__in=_ids(request))
    department = department_at(request.user.home.code if request.user.home else "", request.POST.get("department", ""))
    outcome = dispatch_all(found, department=department, by=request.user)
    if outcome.done:
        messages.success(request, f"已派遣 {len(outcome.done)} 件给{department.name}。")
    for case, reason in outcome.refused[:5]:
        messages.warning(request, f"{case.number} 没有派遣：{reason}")
    if not outcome.done and not outcome.refused:
        messages.warning(request, "没有选中工单。请先勾选要派遣的工单。")
    return redirect("cases:list")


def _asked(request: HttpRequest) -> CaseFilter:
    """The filters of the address; without a view, the open cases."""
    data = request.GET.copy()
    if not data.get("view"):
        data["view"] = "open"
    return CaseFilter(data, Case.objects.visible_to(request.user).for_list(), request=request)


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    """The ticked rows; what is no id was not ticked by a person."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("ids")[:MOST]]
    except ValueError:
        return []
