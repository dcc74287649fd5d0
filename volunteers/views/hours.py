"""服务时长 of a year: by person, by unit, by month, and as a workbook. The three add up to the same."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.audit.log import record
from volunteers import selectors
from volunteers.views.units import OPEN, chosen_branch
from volunteers.views.workbook import write_hours

TABS = (("person", "按人"), ("unit", "按组织"), ("month", "按月"))
FIRST_YEAR, SIZE = 2015, 50


@require_GET
def hours(request: SignedIn) -> HttpResponse:
    year, by = _year(request), request.GET.get("by")
    by = by if by in dict(TABS) else "person"
    entries = selectors.hours_in(request.user, year)
    this = timezone.localdate().year
    context = {
        "year": year, "years": range(this, max(FIRST_YEAR, this - 9) - 1, -1), "by": by, "tabs": TABS, "tab": "hours",
        "total": selectors.total(entries),
        **_part(request, by, entries),
    }  # fmt: skip
    return render(request, "volunteers/hours.html", context)


@require_GET
def export(request: SignedIn) -> FileResponse | HttpResponse:
    year = _year(request)
    record("hours.export", None, by=request.user, format="xlsx", year=year)
    book = write_hours(request.user, selectors.hours_in(request.user, year))
    return FileResponse(book, as_attachment=True, filename=f"志愿服务时长-{year}.xlsx")


def _part(request: SignedIn, by: str, entries: Any) -> dict[str, Any]:
    if by == "unit":
        chosen, roots = chosen_branch(request), selectors.network(request.user, entries, members=False)
        branches, folded = selectors.unfolded(roots, chosen, OPEN)
        return {"branches": [one for one in branches if one.all_minutes], "folded": folded, "chosen": chosen}
    if by == "month":
        rows = [(f"{one.of} 月", f"{one.hours:.1f}") for one in selectors.by_month(entries)]
        return {"head": ("月份", "小时"), "rows": rows}
    page = _page(request)
    found = selectors.by_person(entries, first=(page - 1) * SIZE, most=SIZE + 1)
    return {
        "lines": found[:SIZE], "first": (page - 1) * SIZE, "previous": page - 1, "next": page + 1 if len(found) > SIZE else 0,
    }  # fmt: skip


def _year(request: SignedIn) -> int:
    text, this = request.GET.get("year") or "", timezone.localdate().year
    if not text:
        return this
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= this):
        raise ValidationError([f"年份应在 {FIRST_YEAR} 到 {this} 之间。"])
    return int(text)


def _page(request: SignedIn) -> int:
    text = request.GET.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0):
        raise ValidationError(["页码应是正整数。"])
    return int(text)
