"""The list of scores of a district, a level at a time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.web.render import render_part
from indices import looks
from indices.filters import ScoreFilter
from indices.flows import INDEX_RUN
from indices.models import IndexRun, Score
from indices.selectors import runs
from indices.windows import Period

SIZE = 50
Level = Division.Level
COLUMNS = [("rank", "排名"), ("division", "名称"), ("score", "指数")] + [
    (one.code, one.label) for one in looks.DIMENSIONS.values()
]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    district = _district(request)
    known = runs.runs_of(request.user, district) if district else []
    run = runs.pick(known, request.GET.get("period", ""))
    if run is None and request.GET.get("period"):
        raise Http404
    level = request.GET.get("level") or Level.SUBDISTRICT
    asked = ScoreFilter(
        {"within": request.GET.get("within", ""), "level": level}, _scores(request, run), request=request
    )
    rows = list(asked.qs) if asked.is_valid() else []
    context = {
        "filter": asked,
        "level": level,
        "district": district,
        "run": run,
        **_page(request, rows),
        **_frame(request, known, run),
    }
    return render_part(request, "indices/overview.html", "rows", context, status=422 if asked.errors else 200)


def _district(request: HttpRequest) -> str:
    """The district that `within` lies in, else the reader's own, else the first that the reader has something of."""
    text = request.GET.get("within", "")
    if (
        text.isascii()
        and text.isdigit()
        and len(text) in codes.CUTS.values()
        and len(text) >= codes.CUTS[Level.DISTRICT]
    ):
        return codes.at_level(codes.full(text), Level.DISTRICT)
    if home := runs.home_of(request.user):
        return codes.at_level(home, Level.DISTRICT)
    return (
        IndexRun.objects.for_reader(request.user).order_by("division").values_list("division", flat=True).first() or ""
    )


def _scores(request: HttpRequest, run: IndexRun | None) -> Any:
    return Score.objects.for_reader(request.user).filter(run=run).select_related("division")


def _page(request: HttpRequest, rows: list[Score]) -> dict[str, Any]:
    """A level of a district holds a few hundred rows at most: sorted here, by any column, empty ones last."""
    asked = request.GET.get("ordering", "rank")
    name, falling = asked.removeprefix("-"), asked.startswith("-")
    if name not in dict(COLUMNS):
        name, falling = "rank", False
    rows = sorted(rows, key=lambda one: one.division_id)
    valued = [one for one in rows if _value(one, name) is not None]
    valued.sort(key=lambda one: _value(one, name), reverse=falling)
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    ordered = valued + [one for one in rows if _value(one, name) is None]
    start = SIZE * (max(page, 1) - 1)
    return {
        "rows": ordered[start : start + SIZE], "total": len(ordered), "peers": len(ordered), "columns": _heads(name, falling),
        "previous": page - 1 if page > 1 else None, "next": page + 1 if start + SIZE < len(ordered) else None,
    }  # fmt: skip


def _value(one: Score, name: str) -> Any:
    match name:
        case "rank" | "score":
            return getattr(one, name)
        case "division":
            return one.division_id
    return one.nodes.get(name)


def _heads(name: str, falling: bool) -> list[tuple[str, str, str]]:
    """(label, the ordering a click asks for, aria-sort) of each column."""
    down = {"rank", "division"}
    said = "descending" if falling else "ascending"
    return [
        (
            label,
            f"-{one}" if (one == name and not falling) or (one != name and one not in down) else one,
            said if one == name else "none",
        )
        for one, label in COLUMNS
    ]


def _frame(request: HttpRequest, known: list[IndexRun], run: IndexRun | None) -> dict[str, Any]:
    steps = [step.name for step in INDEX_RUN.open_to(request.user, run)] if run else []
    return {
        "run_look": looks.run_look(run) if run else None, "may_publish": "publish" in steps, "dimensions": looks.DIMENSIONS.values(),
        "periods": [(one.period, Period(one.period).label, looks.run_look(one).label) for one in known],
        "levels": [(value, value.label) for value in (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMITTEE)],
        "label": Period(run.period).label if run else "",
    }  # fmt: skip
