"""The indicators: all of them for one unit, and one of them across the units."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.web.templatetags.figures import Tile
from governance.web.templatetags.mulin import num
from indices import looks
from indices.indicators import Indicator, indicators
from indices.indicators import indicator as known_one
from indices.models import IndexRun
from indices.selectors import explaining, listing, runs
from indices.selectors.across import Across, Reading, across, scope
from indices.selectors.history import MONTHS, measured
from indices.selectors.placing import Placed, placed
from indices.views.asking import district_asked, level_asked, unit_asked
from indices.windows import Period

ENDS = 5  # how many of the best and of the worst are named
TILES = 60  # more would be no map
LEVELS = [(value, value.label) for value in (Division.Level.SUBDISTRICT, Division.Level.COMMITTEE)]


@require_GET
def indicator_list(request: SignedIn) -> HttpResponse:
    district, known, run = _asked(request)
    unit = unit_asked(request, district, run)
    rows = listing.rows(request.user, unit, run, runs.before(known, run) if run else None)
    return render(
        request,
        "indices/indicator_list.html",
        _frame(known, run, unit) | {"parts": listing.by_dimension(rows), "unit": listing.unit_of(unit)},
    )


@require_GET
def indicator(request: SignedIn, code: str) -> HttpResponse:
    try:
        one = known_one(code)
    except KeyError:
        raise Http404 from None
    district, known, run = _asked(request)
    unit = unit_asked(request, district, run)
    level = level_asked(request, unit)
    context = _frame(known, run, unit) | {"one": one, "level": level, "levels": LEVELS, "unit": listing.unit_of(unit)}
    if run:
        context |= _measured(request, known, run, one, unit, level)
    return render(request, "indices/indicator.html", context)


def _asked(request: SignedIn) -> tuple[str, list[IndexRun], IndexRun | None]:
    district = district_asked(request)
    known = runs.runs_of(request.user, district) if district else []
    run = runs.pick(known, request.GET.get("period", ""))
    if run is None and request.GET.get("period"):
        raise Http404
    return district, known, run


def _frame(known: list[IndexRun], run: IndexRun | None, unit: str) -> dict[str, Any]:
    return {
        "run": run, "run_look": looks.run_look(run) if run else None, "label": Period(run.period).label if run else "", "within": unit,
        "periods": [(it.period, Period(it.period).label, looks.run_look(it).label) for it in known],
        "every": sorted(indicators(), key=lambda it: (list(looks.DIMENSIONS).index(it.code[:2]), it.code)),
    }  # fmt: skip


def _measured(
    request: SignedIn, known: list[IndexRun], run: IndexRun, one: Indicator, unit: str, level: str
) -> dict[str, Any]:
    found = across(request.user, run, one, unit, level)
    place = placed(run.scheme_version, one.code)
    around = list(dict.fromkeys((unit, run.division_id)))
    past = measured(request.user, runs.series(known, run)[:MONTHS], one.code, around)
    small = found.own and explaining.is_small(one, found.own.figure.numerator, found.own.figure.denominator)
    return {
        "found": found, "place": place, "hidden": bool(small) and not explaining.sees_inside(request.user, one, unit),
        "best": found.units[:ENDS], "worst": found.units[ENDS:][-ENDS:], "all_of": scope(run, unit, level) == unit,
        **_tiles(found, run, one, place), **_charts(found, past, one, len(around) > 1),
    }  # fmt: skip


def _charts(found: Across, past: list, one: Indicator, beside: bool) -> dict[str, Any]:
    spread = found.spread
    said = (
        f"中间一半在 {num(spread.low, 1)} 到 {num(spread.high, 1)} {one.unit}，中位 {num(spread.middle, 1)}"
        if spread
        else ""
    )
    values = [row[0] for _, row in past if row[0] is not None]
    moved = (
        f"近 {len(values)} 期由 {num(values[0], 1)} 到 {num(values[-1], 1)} {one.unit}"
        if len(values) > 1
        else "满两期后显示走势"
    )
    return {
        "bin_head": (one.unit, "单位数", "本单位在此"), "bin_said": said,
        "bin_rows": [(text, count, "是" if own else "") for text, count, own in found.bins()],
        "past_head": ("月份", "本单位", "全区") if beside else ("月份", "全区"), "past_said": moved,
        "past_rows": [(period, *(num(value, 2) for value in row)) for period, row in past],
    }  # fmt: skip


def _tiles(found: Across, run: IndexRun, one: Indicator, place: Placed | None) -> dict[str, Any]:
    """Coloured by what they scored, from low to high, whatever the direction."""
    units = sorted(found.units + found.missing, key=lambda it: it.figure.division_id)
    if len(units) > TILES:
        return {"tiles": []}
    between = looks.edges([it.score for it in units if it.score is not None])
    return {"tiles": [_tile(it, run, one, between) for it in units], "bands": looks.band_texts(between)}


def _tile(it: Reading, run: IndexRun, one: Indicator, between: list[int]) -> Tile:
    row, column = looks.TILES.get(run.division_id, {}).get(it.figure.division_id, (0, 0))
    note = f"{one.unit}，得 {num(it.score, 1)} 分" if it.value is not None else it.figure.get_status_display()
    href = reverse("indices:explain", args=[it.figure.division_id, run.period])
    return Tile(
        it.division.short_name, num(it.value, 1), f"{href}#{one.code}", looks.band(it.score, between), row, column, note
    )
