"""The list of appraisals, and the three levels of one span together."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.web.pager import page_of
from governance.web.render import render_part
from indices.appraisals.filters import AppraisalFilter
from indices.appraisals.looks import APPRAISALS, GRADES
from indices.appraisals.models import Appraisal
from indices.appraisals.rules import Part
from indices.appraisals.selectors.levels import spans, three_levels


@require_GET
def appraisal_list(request: HttpRequest) -> HttpResponse:
    asked = AppraisalFilter(
        request.GET, Appraisal.objects.visible_to(request.user).standing().for_list(), request=request
    )
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, found, Order("recorded_at", descending=True)), "looks": APPRAISALS,
        "units": units_below(request.user), "may_add": holds(request.user, "appraisals.add_appraisal"),
    }  # fmt: skip
    return render_part(request, "appraisals/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def levels(request: HttpRequest) -> HttpResponse:
    """`?year=2026&part=year`; without them the newest span that somebody appraises."""
    district = _district(request)
    known = spans(request.user, district) if district else []
    year, part = _span(request, known)
    context = {
        "district": district, "year": year, "part": part, "looks": GRADES,
        "spans": [(a, b, f"{a} 年{Part(b).label}") for a, b in known],
        "top": three_levels(request.user, district, year, part) if district and known else None,
    }  # fmt: skip
    return render(request, "appraisals/levels.html", context)


def _district(request: HttpRequest) -> Division | None:
    home = request.user.home.code if request.user.home else ""
    if len(codes.significant(home)) < codes.CUTS["district"]:
        own = Appraisal.objects.visible_to(request.user).standing().order_by("division").first()
        home = own.division_id if own else ""
    return Division.objects.filter(code=codes.at_level(home, "district")).first() if home else None


def _span(request: HttpRequest, known: list[tuple[int, str]]) -> tuple[int, str]:
    year, part = request.GET.get("year", ""), request.GET.get("part", "")
    if not year and not part:
        return known[0] if known else (0, "")
    if (found := next((one for one in known if (str(one[0]), one[1]) == (year, part)), None)) is None:
        raise Http404
    return found
