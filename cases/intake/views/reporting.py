"""随手拍, for everybody, without signing in: a category, a photo, a place, one sentence."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.intake.actions import snapshots
from cases.intake.forms import ReportForm
from cases.intake.selectors.offering import districts, known_already, offered, place_of, places_in
from cases.models import Case, Category
from governance.access.models import Division
from governance.web.forms import add_errors
from governance.web.middleware import public


@public
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """`?category=` shows its form; before that, the choice. `?district=` where there are several."""
    district = _district(request)
    if district is None:
        return render(request, "intake/districts.html", {"districts": districts()})
    category = _category(district, request.GET.get("category", ""))
    if category is None:
        return render(request, "intake/choose.html", {"district": district, "categories": offered(district.code)})
    form = _form(request, district, category)
    if not form.is_bound:
        return _shown(request, district, category, form)
    if request.POST.get("website"):
        return redirect("intake:report")  # a program filled in what no person sees: nothing is kept, nothing is said
    return _taken(request, district, category, form)


@public
@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """What is known already, for the place typed so far. By POST: where somebody stands belongs in no address."""
    district = _district(request)
    category = _category(district, request.GET.get("category", "")) if district else None
    if district is None or category is None:
        raise Http404
    form = _form(request, district, category)
    form.is_valid()
    found = known_already(district, category, form.cleaned_data)
    return render(request, "intake/_known.html", {"known": found})


@public
@require_POST
def support(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    case = get_object_or_404(Case.objects.public(), pk=pk)
    met = snapshots.support(case, sender=_sender(request))
    return render(request, "intake/supported.html", {"case": case, "met": met})


def _taken(request: HttpRequest, district: Division, category: Category, form: ReportForm) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, district, category, form)
    given = form.cleaned_data
    found = known_already(district, category, given)
    if {str(one.case.pk) for one in found} - set(request.POST.getlist("seen")):
        return _shown(request, district, category, form, known=found)
    place = _place(district, form)
    if not place:
        return _shown(request, district, category, form)
    with add_errors(form) as attempt:
        case, secret = snapshots.report(
            category=category, division=place, text=given["text"], sender=_sender(request), photos=given["photos"],
            address=given["address"], latitude=given["latitude"], longitude=given["longitude"], details=form.details(),
            name=given["name"], phone=given["phone"],
        )  # fmt: skip
    if attempt.succeeded:
        messages.success(request, f"已收到，编号 {case.number}。")
        return redirect("intake:follow", secret)
    return _shown(request, district, category, form)


def _place(district: Division, form: ReportForm) -> str:
    given = form.cleaned_data
    code = place_of(
        district,
        chosen=given["place"],
        address=given["address"],
        latitude=given["latitude"],
        longitude=given["longitude"],
    )
    if not code:
        form.add_error("place", "认不出在哪里。请选街镇或居委，或允许使用您现在的位置。")
    return code


def _shown(
    request: HttpRequest, district: Division, category: Category, form: ReportForm, known: list[Any] | None = None
) -> HttpResponse:
    context = {"district": district, "category": category, "form": form, "known": known or []}
    return render(request, "intake/report.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, district: Division, category: Category) -> ReportForm:
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return ReportForm(*given, category=category, places=places_in(district.code))


def _district(request: HttpRequest) -> Division | None:
    """The one that is named, or the only one."""
    known = districts()
    if not known:
        raise Http404
    asked = request.GET.get("district", "")
    named = [one for one in known if asked and one.code.startswith(asked)]
    return named[0] if len(named) == 1 else known[0] if len(known) == 1 else None


def _category(district: Division, code: str) -> Category | None:
    return next((one for one in offered(district.code) if one.code == code), None)


def _sender(request: HttpRequest) -> bytes:
    return snapshots.sender_of(request.META.get("REMOTE_ADDR", ""))
