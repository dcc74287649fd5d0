"""Filing and listing visits."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.lookups import categories_at
from cases.models import Case
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.vault import masks
from governance.web import metering
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods.models import Household, Partner, Resident
from neighborhoods.selectors import LEAST, find_households
from visits.actions import visits
from visits.filters import VisitFilter
from visits.forms import VisitForm
from visits.models import Closure, Visit

METHODS = [
    (value, label, icon)
    for (value, label), icon in zip(
        Visit.Method.choices, ("door-open", "telephone", "chat-dots", "link-45deg"), strict=True
    )
]


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Without a household or an enterprise: find one. With one: the form."""
    if not holds(request.user, "visits.add_visit"):
        raise PermissionDenied("走访由居委干事登记。")
    if not (request.GET.get("household") or request.GET.get("partner")):
        return _pick(request)
    place = _place(request)
    form = VisitForm(place, categories_at(place.division_id), request.POST or None)
    if request.method == "POST" and form.is_valid() and (saved := _file(request, place, form)):
        return redirect(saved)
    home = place if isinstance(place, Household) else None
    last = place.visits.visible_to(request.user).standing().filter(met=True).first()
    context = {
        "place": place, "home": home, "form": form, "people": _people(home) if home else [], "last": last, "methods": METHODS,
    }  # fmt: skip
    return render(request, "visits/new.html", context, status=422 if form.is_bound else 200)


def _place(request: SignedIn) -> Household | Partner:
    if request.GET.get("household"):
        homes = Household.objects.visible_to(request.user, "visits.add_visit").for_list()
        return get_object_or_404(homes, pk=_uuid(request, "household"))
    firms = Partner.objects.visible_to(request.user, "visits.add_visit").standing()
    return get_object_or_404(firms, pk=_uuid(request, "partner"))


def _pick(request: SignedIn) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = find_households(request.user, text) if text else []
    firms = (
        Partner.objects.visible_to(request.user, "visits.add_visit").standing().filter(active=True, name__contains=text)
    )
    context = {"q": text, "found": found, "firms": firms[:5] if len(text) >= LEAST else []}
    return render_part(request, "visits/pick.html", "found", context)


def _file(request: SignedIn, place: Household | Partner, form: VisitForm) -> str | None:
    """Where to go after saving; None if the action refused. Sent twice, the form saves once."""
    given = form.asked()
    if Visit.objects.visible_to(request.user).filter(pk=given["id"]).exists():
        return "visits:today"
    with add_errors(form) as attempt:
        visit = visits.file_visit(place, by=request.user, **given)
        metering.count(form, kind="visit", division=place.division_id)
        messages.success(request, _told(request, visit, len(given["needs"])))
    return "visits:today" if attempt.succeeded else None


def _told(request: SignedIn, visit: Visit, needs: int) -> str:
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


def _uuid(request: SignedIn, name: str) -> str:
    try:
        return str(uuid.UUID(request.GET[name]))
    except ValueError:
        raise Http404 from None


@require_GET
def visit_list(request: SignedIn) -> HttpResponse:
    asked = VisitFilter(request.GET, Visit.objects.visible_to(request.user).standing().for_list(), request=request)
    page = page_of(
        request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("visited_at", descending=True)
    )
    user = request.user
    waiting = Closure.objects.visible_to(user).waiting().count() if holds(user, "visits.approve_closure") else 0
    context = {"filter": asked, "page": page, "may_add": holds(user, "visits.add_visit"), "waiting": waiting}
    return render_part(request, "visits/list.html", "rows", context, status=422 if asked.errors else 200)
