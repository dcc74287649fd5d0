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
from governance.web.templatetags.mulin import num
from indices import looks
from indices.models import IndexRun
from indices.selectors import public as asked
from indices.views.schemes import parts
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
    context: dict[str, Any] = {"district": district, "edition": found, "seal": chain.head()}
    return _for_all(render(request, "indices/public.html", context | (_context(found) if found else {})))


def _context(found: asked.Edition) -> dict[str, Any]:
    places = [one.score for one in found.streets if one.score.rank]
    return {
        "label": Period(found.run.period).label, "run": found.run, "parts": parts(found.run.scheme_version.definition),
        "dimensions": [(one, found.whole.nodes.get(code)) for code, one in looks.DIMENSIONS.items()],
        "trend_head": ("月份", "指数"), "trend_rows": [(period, num(score, 1)) for period, score in found.trend],
        "trend_said": f"已发布 {len(found.trend)} 期，最近一期 {num(found.whole.score, 1)}",
        "rank_head": ("街镇", "排名", "区间上", "区间下"),
        "rank_rows": [(str(one.division), one.rank, one.rank_low, one.rank_high) for one in places],
        "rank_said": "横线是 90% 排名区间。横线重叠的街镇，差别不大，不宜分高下。",
    }  # fmt: skip


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
