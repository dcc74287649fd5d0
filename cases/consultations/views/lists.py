"""The lists: consultations, and the duties that their minutes laid down (a department's 我的任务); both as Excel too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.consultations import selectors
from cases.consultations.filters import ConsultationFilter, DutyFilter
from cases.consultations.looks import DUTIES, LOOKS, duty_key, look_key
from cases.consultations.models import Consultation, Duty
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.sheets import workbook

HEAD = ("会商号", "序号", "任务", "责任部门", "完成时限", "状态", "完成时间", "督察通过", "退回次数", "区划")


@require_GET
def consultation_list(request: SignedIn) -> HttpResponse:
    standing = Q(duties__withdrawn_at=None)
    passed = Count("duties", filter=standing & Q(duties__state=Duty.State.PASSED))
    rows = Consultation.objects.visible_to(request.user).for_list()
    asked = ConsultationFilter(_with_view(request), rows, request=request)
    page = page_of(
        request,
        asked.qs.annotate(laid=Count("duties", filter=standing), passed=passed),
        Order("raised_at", descending=True),
    )
    context = {
        "filter": asked, "errors": asked.errors, "page": page, "rows": [(row, look_key(row)) for row in page.rows], "looks": LOOKS,
        "tabs": selectors.VIEWS, "counts": selectors.view_counts(request.user), "view": asked.data["view"],
        "units": _units(request), "may_add": holds(request.user, "consultations.add_consultation"),
    }  # fmt: skip
    return render_part(request, "consultations/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def duty_list(request: SignedIn) -> HttpResponse:
    asked, now = _duties(request), timezone.now()
    page = page_of(request, asked.qs, Order("due_at"))
    context = {
        "filter": asked, "errors": asked.errors, "page": page, "now": now, "rows": [(row, duty_key(row, now)) for row in page.rows],
        "looks": DUTIES, "tabs": selectors.DUTY_VIEWS, "counts": selectors.duty_counts(request.user, now),
        "view": asked.data["view"], "units": _units(request),
    }  # fmt: skip
    return render_part(request, "consultations/duties.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def duty_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked = _duties(request)
    if asked.errors:
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(asked.data) & set(asked.base_filters))
    record("duties.export", None, by=request.user, format="xlsx", filters=names, within=asked.data.get("within", ""))
    book = workbook("会商任务", HEAD, (17, 6, 40, 20, 17, 12, 17, 17, 9, 24), _cells(asked))
    return FileResponse(book, as_attachment=True, filename=f"会商任务-{timezone.localdate():%Y%m%d}.xlsx")


def _cells(asked: DutyFilter) -> Iterator[list[Any]]:
    now = timezone.now()
    for row in asked.qs.order_by("due_at", "pk").iterator(chunk_size=500):
        yield [
            row.consultation.number, row.ordinal, row.task, row.department.name, _minute(row.due_at),
            DUTIES[duty_key(row, now)].label, _minute(row.fulfilled_at), _minute(row.passed_at), row.returns, row.division.name,
        ]  # fmt: skip


def _duties(request: SignedIn) -> DutyFilter:
    rows = Duty.objects.visible_to(request.user).filter(consultation__withdrawn_at=None).for_list()
    return DutyFilter(_with_view(request), rows, request=request)


def _with_view(request: SignedIn) -> Any:
    """The filters of the address; without a view, the open ones."""
    data = request.GET.copy()
    if not data.get("view"):
        data["view"] = "open"
    return data


def _units(request: SignedIn) -> list[Any]:
    return [] if request.user.home and request.user.home.department else units_below(request.user)


def _minute(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
