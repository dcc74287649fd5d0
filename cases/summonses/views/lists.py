"""The list of summonses and its export; the year's rates and theirs; how long departments may take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.summonses.actions.clocks import clock_at, set_clock
from cases.summonses.filters import SummonsFilter
from cases.summonses.forms import ClockForm
from cases.summonses.looks import LOOKS, look_key
from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import view_counts, views_for
from cases.summonses.views.workbook import write_rates, write_summonses
from cases.summonses.yearly import by_department, by_place
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part

FIRST_YEAR = 2020


@require_GET
def summons_list(request: SignedIn) -> HttpResponse:
    asked, now = _asked(request), timezone.now()
    tabs = views_for(request.user)
    page = page_of(request, asked.qs, Order("raised_at", descending=True))
    context = {
        "filter": asked, "errors": asked.errors, "page": page, "looks": LOOKS, "now": now, "tabs": tabs,
        "rows": [(row, look_key(row), _due(row)) for row in page.rows], "counts": view_counts(request.user, tabs, now),
        "view": asked.data["view"], "units": _units(request), "may_add": holds(request.user, "summonses.add_summons"),
    }  # fmt: skip
    return render_part(request, "summonses/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def summons_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked = _asked(request)
    if asked.errors:
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(asked.data) & set(asked.base_filters))
    record("summonses.export", None, by=request.user, format="xlsx", filters=names, within=asked.data.get("within", ""))
    book = write_summonses(asked.qs.order_by("-raised_at", "pk"))
    return FileResponse(book, as_attachment=True, filename=f"约请-{timezone.localdate():%Y%m%d}.xlsx")


@require_GET
def rates(request: SignedIn) -> HttpResponse:
    year, this = _year(request), timezone.localdate().year
    context = {
        "year": year, "years": range(this, FIRST_YEAR - 1, -1), "places": by_place(request.user, _units(request), year),
        "departments": by_department(request.user, year),
    }  # fmt: skip
    return render(request, "summonses/rates.html", context)


@require_GET
def rates_export(request: SignedIn) -> FileResponse | HttpResponse:
    year = _year(request)
    record("summonses.export_rates", None, by=request.user, format="xlsx", year=year)
    book = write_rates(by_place(request.user, _units(request), year), by_department(request.user, year))
    return FileResponse(book, as_attachment=True, filename=f"约请解决率-{year}.xlsx")


@require_http_methods(["GET", "POST"])
def clock(request: SignedIn) -> HttpResponse:
    """Of the own district or street; without one of its own, what it inherits is shown."""
    home = request.user.home
    if home is None or not can_in(request.user, "summonses.change_clock", home.code):
        raise PermissionDenied("约请时限由区级管理员维护。")
    form = ClockForm(posted(request), instance=clock_at(home.code))
    if form.is_valid():
        with add_errors(form) as attempt:  # type: ignore[arg-type]  # a form of a model does as well
            set_clock(home.code, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "约请时限已保存，以后发出的约请按新的时限计时。")
            return redirect("summonses:clock")
    return render(request, "summonses/clock.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(request: SignedIn) -> SummonsFilter:
    """The filters of the address; without a view, the open ones."""
    data = request.GET.copy()
    if not data.get("view"):
        data["view"] = "open"
    invited = Prefetch("invitations", queryset=Invitation.objects.standing().select_related("department"))
    rows = Summons.objects.visible_to(request.user).for_list().prefetch_related(invited)
    return SummonsFilter(data, rows, request=request)


def _due(row: Summons) -> object:
    """The nearest time at which a department should do something."""
    return min((one.due_at for one in row.invitations.all() if one.due_at), default=None)


def _units(request: SignedIn) -> list[Division]:
    return [] if request.user.home and request.user.home.department else units_below(request.user)


def _year(request: SignedIn) -> int:
    text, this = request.GET.get("year") or "", timezone.localdate().year
    if not text:
        return this
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= this):
        raise ValidationError([f"年份应在 {FIRST_YEAR} 到 {this} 之间。"])
    return int(text)
