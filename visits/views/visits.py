"""Filing, listing and showing visits."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.lookups import categories_at
from cases.models import Case
from governance.access.keyset import Order
from governance.access.scoping import can, holds
from governance.vault import masks
from governance.web import metering
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods.models import Household, Resident
from neighborhoods.selectors import find_households
from visits.actions import visits
from visits.filters import VisitFilter
from visits.forms import VisitForm, WithdrawForm
from visits.models import Need, Visit

METHODS = [
    (value, label, icon)
    for (value, label), icon in zip(
        Visit.Method.choices, ("door-open", "telephone", "chat-dots", "link-45deg"), strict=True
    )
]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Without a household: find one. With one: the form."""
    if not holds(request.user, "visits.add_visit"):
        raise PermissionDenied("走访由居委干事登记。")
    if not request.GET.get("household"):
        return _pick(request)
    household = get_object_or_404(
        Household.objects.visible_to(request.user, "visits.add_visit").for_list(), pk=_uuid(request)
    )
    form = VisitForm(household, categories_at(household.division_id), request.POST or None)
    if request.method == "POST" and form.is_valid() and (saved := _file(request, household, form)):
        return redirect(saved)
    last = household.visits.visible_to(request.user).standing().filter(met=True).first()
    context = {"household": household, "form": form, "people": _people(household), "last": last, "methods": METHODS}
    return render(request, "visits/new.html", context, status=422 if form.is_bound else 200)


def _pick(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = find_households(request.user, text) if text else []
    return render_part(request, "visits/pick.html", "found", {"q": text, "found": found})


def _file(request: HttpRequest, household: Household, form: VisitForm) -> str | None:
    """Where to go after saving; None if the action refused. Sent twice, the form saves once."""
    given = form.asked()
    if Visit.objects.visible_to(request.user).filter(pk=given["id"]).exists():
        return "visits:today"
    with add_errors(form) as attempt:
        visit = visits.file_visit(household, by=request.user, **given)
        metering.count(form, kind="visit", division=household.division_id)
        messages.success(request, _told(request, visit, len(given["needs"])))
    return "visits:today" if attempt.succeeded else None


def _told(request: HttpRequest, visit: Visit, needs: int) -> str:
    cases = Case.objects.visible_to(request.user).filter(need__visit=visit).count() if needs else 0
    return f"已保存：1 次走访、{needs} 项需求、{cases} 件工单。"


def _people(household: Household) -> list[dict[str, Any]]:
    spans: dict[uuid.UUID, list[str]] = {}
    for span in household.key_spans.current():
        spans.setdefault(span.resident_id, []).append(span.get_kind_display())
    today = timezone.localdate()
    return [
        {"pk": one.pk, "name": masks.name(one.name), "age": _age(one, today), "kinds": spans.get(one.pk, [])}
        for one in household.residents.current()
    ]


def _age(resident: Resident, today: date) -> int | None:
    born = resident.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None


def _uuid(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.GET["household"]))
    except ValueError:
        raise Http404 from None


@require_GET
def visit_list(request: HttpRequest) -> HttpResponse:
    asked = VisitFilter(request.GET, Visit.objects.visible_to(request.user).standing().for_list(), request=request)
    page = page_of(
        request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("visited_at", descending=True)
    )
    may_add = holds(request.user, "visits.add_visit")
    context = {"filter": asked, "page": page, "may_add": may_add}
    return render_part(request, "visits/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def visit_detail(request: HttpRequest, pk: str) -> HttpResponse:
    visit = get_object_or_404(Visit.objects.visible_to(request.user).for_list(), pk=pk)
    met = [masks.name(one.resident.name) for one in visit.met_residents.select_related("resident")]
    context = {
        "visit": visit, "met": met, "needs": Need.objects.visible_to(request.user).filter(visit=visit).for_list(),
        "form": WithdrawForm(), "may_withdraw": not visit.withdrawn_at and can(request.user, "visits.withdraw_visit", visit),
    }  # fmt: skip
    return render(request, "visits/visit.html", context)


@require_POST
def visit_withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    visits.withdraw_visit(visit, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "走访已撤回。")
    return redirect(visit)
