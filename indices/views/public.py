"""The index for everybody, without signing in. Nothing here is about a person."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from governance.access.models import Division
from governance.audit import chain
from governance.web.middleware import public
from indices import looks
from indices.models import IndexRun
from indices.selectors import public as asked
from indices.selectors.beside import Beside, beside
from indices.selectors.corrections import corrections
from indices.selectors.schemes import tree
from indices.views.charting import charted
from indices.windows import Period

MINUTES = 10


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("district", "")
    district = asked.district_of(text)
    if district is None and text:
        raise Http404
    found = asked.edition(district) if district else None
    head = asked.head_of_the_day()
    context: dict[str, Any] = {
        "district": district,
        "edition": found,
        "head": head,
        "seal": None if head else chain.head(),
    }
    context |= _told(district) if district else {}
    return _for_all(render(request, "indices/public.html", context | (_context(found) if found else {})))


def _told(district: Division) -> dict[str, Any]:
    """What was corrected, and what is under review."""
    runs = asked.told(district)
    review = asked.under_review(runs)
    label = Period(review.period).label if review else ""
    return {"review": review, "review_label": label, "corrections": corrections([one for one in runs if one != review])}


def _context(found: asked.Edition) -> dict[str, Any]:
    places = [one.score for one in found.streets if one.score.rank]
    return {
        "label": Period(found.run.period).label, "run": found.run,
        "dimensions": [(one, found.whole.nodes.get(code)) for code, one in looks.DIMENSIONS.items()],
        "rank_head": ("街镇", "排名", "区间上", "区间下"),
        "rank_rows": [(str(one.division), one.rank, one.rank_low, one.rank_high) for one in places],
        "rank_said": "横线是 90% 排名区间。横线重叠的街镇，差别不大，不宜分高下。",
        "indicators": sum(line.known is not None for line in tree(found.run.scheme_version.definition)),
        "others": _beside(found), **charted(found.months, band="街镇"),
    }  # fmt: skip


def _beside(found: asked.Edition) -> list[tuple[Beside, float | None]]:
    """What others found, each beside our score of the same unit."""
    ours = {one.score.division_id: one.score.score for one in found.streets} | {
        found.whole.division_id: found.whole.score
    }
    return [(row, ours.get(row.division)) for row in beside(found.run.division_id, found.run.period)]


@public
@require_GET
def method(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """How the published scores came about, from the record to the rank, on one page."""
    run = _run(code, period)
    version = run.scheme_version
    lines = tree(version.definition, version.provisional)
    context = {
        "run": run, "label": Period(run.period).label, "version": version, "root": lines[0], "lines": lines, "example": asked.example(run),
        "counted": sum(line.known is not None for line in lines), "fixed": all(line.goal.method == "goalposts" for line in lines if line.known),
    }  # fmt: skip
    return _for_all(render(request, "indices/public_method.html", context))


@public
@require_GET
def scheme(request: HttpRequest, code: str, period: str) -> HttpResponse:
    return _file(asked.scheme_text(_run(code, period)), "application/json; charset=utf-8", "scheme.json")


@public
@require_GET
def data(request: HttpRequest, code: str, period: str) -> HttpResponse:
    level = request.GET.get("level", "")
    if level not in ("", Division.Level.SUBDISTRICT, Division.Level.COMMITTEE):
        raise Http404
    return _file("".join(asked.table(_run(code, period), level)), "text/csv; charset=utf-8", "data.csv")


def _run(code: str, period: str) -> IndexRun:
    run = asked.published_run(code, period)
    if run is None:
        raise Http404
    return run


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _for_all(response)


def _for_all(response: HttpResponse) -> HttpResponse:
    """The same for everybody, so anybody on the way may keep it for a while."""
    patch_cache_control(response, public=True, max_age=60 * MINUTES)
    return response
