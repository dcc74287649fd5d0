"""How a score came about, and the records behind each of its numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.keyset import Order
from governance.access.models import Division
from governance.web.pager import page_of
from indices import looks
from indices.flows import INDEX_RUN
from indices.indicators import SIDES, Indicator, indicator
from indices.models import Observation, Score
from indices.selectors import explaining, runs
from indices.selectors import records as behind_a_number
from indices.selectors.resources import RESOURCES
from indices.selectors.sentences import formula
from indices.windows import Period


@require_GET
def explain(request: HttpRequest, code: str, period: str) -> HttpResponse:
    score = _score(request, code, period)
    last = runs.score_of(request.user, code, Period(period).shifted(-1).code)
    if last and last.run.scheme_version_id != score.run.scheme_version_id:
        last = None
    root = explaining.tree(score, request.user, last=last)
    steps = [step.name for step in INDEX_RUN.open_to(request.user, score.run)] if code == score.run.division_id else []
    family = _family(request, score)
    context = {
        "score": score, "run": score.run, "run_look": looks.run_look(score.run), "label": Period(period).label, "code": code,
        "root": root, "formula": formula(root), "pulls": explaining.pulls(root), "last": last, "peers": family["peers"],
        "change": _change(score, last), "changes": _changes(root, score, last), "below": family["below"], "trail": family["trail"],
        "may_publish": "publish" in steps,
    }  # fmt: skip
    return render(request, "indices/explain.html", context)


def _score(request: HttpRequest, code: str, period: str) -> Score:
    score = runs.score_of(request.user, code, period)
    if score is None:
        raise Http404
    return score


def _change(score: Score, last: Score | None) -> float | None:
    return None if last is None or last.score is None or score.score is None else score.score - last.score


def _changes(
    root: explaining.Line, score: Score, last: Score | None
) -> list[tuple[explaining.Line, float | None, float | None]]:
    """(dimension, a month ago, change) for the panel 较上月."""
    if last is None:
        return []
    before = [(line, last.nodes.get(line.code)) for line in root.children]
    return [(line, was, None if was is None or line.score is None else line.score - was) for line, was in before]


def _family(request: HttpRequest, score: Score) -> dict[str, Any]:
    """Who ranks with this unit, what lies right below it, and the way down to it, in one query."""
    low, high = codes.within(score.division_id)
    above = [one for one in codes.ancestors(score.division_id) if one >= score.run.division_id]
    found = list(
        Score.objects.for_reader(request.user).filter(run=score.run_id).select_related("division").defer("nodes")
    )
    below = [
        one
        for one in found
        if low <= one.division_id < high and codes.ancestors(one.division_id)[0] == score.division_id
    ]
    trail = [
        (one.division.name, one.division_id)
        for one in sorted(found, key=lambda one: one.division_id)
        if one.division_id in above
    ]
    return {
        "peers": sum(one.level == score.level and one.rank is not None for one in found),
        "below": sorted(below, key=lambda one: (one.rank is None, one.rank or 0, one.division_id)),
        "trail": [(name, _page(one, score.run.period)) for name, one in trail] + [(score.division.name, "")],
    }


def _page(code: str, period: str) -> str:
    return reverse("indices:explain", args=[code, period])


@require_GET
def records(request: HttpRequest, code: str, period: str, indicator: str, side: str) -> HttpResponse:
    score = _score(request, code, period)
    one = _known(indicator, side)
    figure = (
        Observation.objects.for_reader(request.user).filter(run=score.run_id, division=code, indicator=one.code).first()
    )
    if figure is None:
        raise Http404
    own = request.GET.get("own") == "1" and score.level != Division.Level.COMMITTEE
    rows = behind_a_number.behind(request.user, one, score.run, side, code, own=own)
    page = page_of(request, behind_a_number.rows_of(one, side, rows), Order("division_id"))
    shown = {"page": page, "own": own, "resource": RESOURCES[one.resource_of(side)]}
    context = _said(request, score, one, side, figure) | shown
    context["rows"] = [context["resource"].show(row) for row in page.rows]
    return render(request, "indices/records.html", context)


def _known(code: str, side: str) -> Indicator:
    try:
        one = indicator(code)
    except KeyError:
        raise Http404 from None
    if side not in SIDES or (side == "rest" and not one.parted):
        raise Http404
    return one


def _said(request: HttpRequest, score: Score, one: Indicator, side: str, figure: Observation) -> dict[str, Any]:
    numbers = {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rest": figure.denominator - figure.numerator,
    }
    inside = explaining.sees_inside(request.user, one, score.division_id)
    small = explaining.is_small(one, figure.numerator, figure.denominator)
    labels = {
        "numerator": one.card.numerator,
        "denominator": one.card.denominator,
        "rest": f"没有计入“{one.card.numerator}”的",
    }
    return {
        "score": score, "run": score.run, "one": one, "side": side, "title": labels[side], "count": numbers[side], "inside": inside,
        "hidden": small and not inside, "summed": side in one.summed, "label": Period(score.run.period).label,
        "sides": [(key, labels[key], numbers[key]) for key in SIDES if key != "rest" or one.parted],
    }  # fmt: skip
