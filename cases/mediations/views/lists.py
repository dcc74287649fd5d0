"""The register of mediations: views, filters, export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.mediations.filters import MediationFilter
from cases.mediations.looks import MEDIATIONS
from cases.mediations.models import Mediation
from cases.mediations.selectors import counts
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.web import sheets
from governance.web.pager import page_of
from governance.web.render import render_part

VIEWS = (("open", "办理中"), ("overdue", "逾期未履行"), ("all", "全部"))
HEAD = (
    "编号", "纠纷类型", "来源", "事由", "当事人", "居委（街镇）", "状态", "调解员", "受理", "结果", "调解结束", "履行期限", "履行时间", "去向",
)  # fmt: skip
WIDTHS = (17, 16, 12, 36, 24, 24, 10, 10, 12, 10, 12, 12, 12, 12)


@require_GET
def mediation_list(request: SignedIn) -> HttpResponse:
    asked, view = _asked(request)
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    now = timezone.now()
    context = {
        "filter": asked, "page": page_of(request, found, Order("registered_at", descending=True)), "view": view, "views": VIEWS,
        "counts": counts(request.user, now), "units": units_below(request.user), "looks": MEDIATIONS, "now": now,
        "may_add": holds(request.user, "mediations.add_mediation"),
    }  # fmt: skip
    return render_part(request, "mediations/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def mediation_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked, _ = _asked(request)
    if not asked.is_valid():
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(request.GET) & set(asked.base_filters))
    record(
        "mediations.export", None, by=request.user, format="xlsx", filters=names, within=request.GET.get("within", "")
    )
    book = sheets.workbook("人民调解", HEAD, WIDTHS, _rows(asked.qs.order_by("registered_at", "pk")))
    return FileResponse(book, as_attachment=True, filename=f"人民调解-{timezone.localdate():%Y%m%d}.xlsx")


def _asked(request: SignedIn) -> tuple[MediationFilter, str]:
    """Without a view, what is open; what was taken back is in none."""
    view, now = request.GET.get("view") or "open", timezone.now()
    found = Mediation.objects.visible_to(request.user).standing().for_list()
    shown = {"open": found.open, "overdue": lambda: found.overdue(now)}.get(view, lambda: found)()
    return MediationFilter(request.GET, shown, request=request), view


def _rows(mediations: Any) -> Iterator[tuple[Any, ...]]:
    for one in mediations.iterator(chunk_size=1000):
        people = "、".join(person.name_masked for person in one.disputants.all() if person.withdrawn_at is None)
        yield (
            one.number, one.get_kind_display(), one.get_origin_display(), sheets.plain(one.title), sheets.plain(people), one.division.name,
            one.get_state_display(), sheets.plain(one.mediator.name) if one.mediator else "", _day(one.registered_at),
            one.get_outcome_display() if one.outcome else "", _day(one.closed_at), _day(one.fulfil_due_at), _day(one.fulfilled_at),
            one.get_onward_display() if one.onward else "",
        )  # fmt: skip


def _day(at: Any) -> Any:
    return timezone.localdate(at) if at else ""
