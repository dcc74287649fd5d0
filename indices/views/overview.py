"""The list of scores of a district, a level at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.access.requests import SignedIn
from indices import looks
from indices.filters import ScoreFilter
from indices.models import IndexRun, Score
from indices.selectors import runs
from indices.selectors.history import MONTHS, months, scores_of
from indices.views.asking import district_asked, may_settle
from indices.views.charting import charted
from indices.windows import Period

SIZE = 50
Level = Division.Level
DIMENSIONS = [(one.code, one.label) for one in looks.DIMENSIONS.values()]
COLUMNS = [("rank", "排名"), ("division", "名称"), ("score", "指数"), ("change", "较上月"), *DIMENSIONS]


@require_GET
def overview(request: SignedIn) -> HttpResponse:
    district = district_asked(request)
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
        **_page(request, rows, _before(request, known, run, level)),
        **_frame(request, known, run),
    }
    if run and asked.is_valid():
        context |= _chosen(request, known, run, level)
    return render(request, "indices/overview.html", context, status=422 if asked.errors else 200)


def _scores(request: SignedIn, run: IndexRun | None) -> Any:
    return Score.objects.for_reader(request.user).filter(run=run).select_related("division")


def _before(request: SignedIn, known: list[IndexRun], run: IndexRun | None, level: str) -> dict[str, float | None]:
    """{division: score of the month before}; empty where that is not comparable."""
    last = runs.before(known, run) if run else None
    if last is None:
        return {}
    found = Score.objects.for_reader(request.user).filter(run=last, level=level)
    return dict(found.values_list("division", "score"))


def _chosen(request: SignedIn, known: list[IndexRun], run: IndexRun, level: str) -> dict[str, Any]:
    """The unit looked at and its months beside the middle half of `level` in it; the reader's own where the district's is
    not yet for this reader.
    """
    text, seen, history = (
        request.GET.get("within", ""),
        Score.objects.for_reader(request.user),
        runs.series(known, run)[:MONTHS],
    )
    code = codes.full(text) if text and codes.full(text) >= run.division_id else run.division_id
    scores, home = scores_of(seen, history, code), runs.home_of(request.user)
    if run.pk not in scores and not text and home > run.division_id:
        code, scores = home, scores_of(seen, history, home)
    past = months(seen, history, scores, level=level, inside=code)
    return {
        "chosen": scores.get(run.pk), "within": code, "asked": codes.full(text) if text else "", "streets": runs.streets_of(run),
        **charted(past, code, band=dict(Level.choices).get(level, "")),
    }  # fmt: skip


def _page(request: SignedIn, rows: list[Score], before: Mapping[str, float | None]) -> dict[str, Any]:
    """A level of a district holds a few hundred rows at most: sorted here, by any column, empty ones last."""
    asked = request.GET.get("ordering", "rank")
    name, falling = asked.removeprefix("-"), asked.startswith("-")
    if name not in dict(COLUMNS):
        name, falling = "rank", False
    changes = {one.pk: _change(one.score, before.get(one.division_id)) for one in rows}
    known: dict[Any, Any] = {one.pk: changes[one.pk] if name == "change" else _value(one, name) for one in rows}
    rows = sorted(rows, key=lambda one: one.division_id)
    valued = sorted((one for one in rows if known[one.pk] is not None), key=lambda one: known[one.pk], reverse=falling)
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    ordered = valued + [one for one in rows if known[one.pk] is None]
    start = SIZE * (max(page, 1) - 1)
    shown = ordered[start : start + SIZE]
    return {
        "rows": shown, "lines": [(one, changes[one.pk]) for one in shown], "total": len(ordered),
        "scale": max((one.rank_high for one in rows if one.rank_high), default=1), "columns": _heads(name, falling),
        "previous": page - 1 if page > 1 else None, "next": page + 1 if start + SIZE < len(ordered) else None,
    }  # fmt: skip


def _change(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


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


def _frame(request: SignedIn, known: list[IndexRun], run: IndexRun | None) -> dict[str, Any]:
    return {
        "run_look": looks.run_look(run) if run else None, "may_publish": run is not None and may_settle(request.user, run), "dimensions": looks.DIMENSIONS.values(),
        "periods": [(one.period, Period(one.period).label, looks.run_look(one).label) for one in known],
        "levels": [(value, value.label) for value in (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMITTEE)],
        "label": Period(run.period).label if run else "",
    }  # fmt: skip
