"""The list of appraisals, and the three levels of one span together."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.web.pager import page_of
from governance.web.render import render_part
from indices.appraisals.filters import AppraisalFilter
from indices.appraisals.looks import APPRAISALS, GRADES
from indices.appraisals.models import Appraisal
from indices.appraisals.selectors.levels import appraisals_in, district_of, three_levels


@require_GET
def appraisal_list(request: SignedIn) -> HttpResponse:
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
def levels(request: SignedIn) -> HttpResponse:
    """`?year=2026&part=year`; without them the newest span that somebody appraises."""
    district = district_of(request.user)
    known = appraisals_in(request.user, district) if district else []
    year, part = _span(request, known)
    context = {
        "district": district, "year": year, "part": part, "looks": GRADES,
        "spans": list(dict.fromkeys((one.year, one.part, one.span) for one in known)),
        "top": three_levels(request.user, district, [one for one in known if (one.year, one.part) == (year, part)]) if district and known else None,
    }  # fmt: skip
    return render(request, "appraisals/levels.html", context)


def _span(request: SignedIn, known: list[Appraisal]) -> tuple[int, str]:
    year, part = request.GET.get("year", ""), request.GET.get("part", "")
    asked = [one for one in known if (str(one.year), one.part) == (year, part)] if year or part else known
    if not asked and (year or part):
        raise Http404
    return (asked[0].year, asked[0].part) if asked else (0, "")
