"""The records behind a number of a score, and the number by the units below."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import ranges
from governance.web.pager import Page, page_of
from indices.indicators import SIDES, Indicator, indicator
from indices.models import Observation, Score
from indices.selectors import explaining, runs
from indices.selectors import records as behind_a_number
from indices.selectors.resources import RESOURCES
from indices.windows import Period

BELOW = {"subdistrict": "街镇", "committee": "居村"}


@require_GET
def records(request: SignedIn, code: str, period: str, indicator: str, side: str) -> HttpResponse:
    """`?own=1` keeps the rows filed by the unit itself; `?by=events` lists what made a committee's rows count."""
    score, one = runs.score_of(request.user, code, period), _known(indicator, side)
    figure = _figure(request, score, one)
    if score is None or figure is None:
        raise Http404
    context = _said(request, score, one, side, figure)
    if request.GET.get("by") == "events" and _told_by_events(score, one, side):
        context |= _events(request, score, one)
    else:
        context |= _rows(request, score, one, side) | _parts(request, score, one, side, figure)
    context["rows"] = [context["resource"].show(row) for row in context["page"].rows]
    return render(request, "indices/records.html", context)


def _known(code: str, side: str) -> Indicator:
    try:
        one = indicator(code)
    except KeyError:
        raise Http404 from None
    if side not in SIDES or (side == "rest" and not one.parted):
        raise Http404
    return one


def _figure(request: SignedIn, score: Score | None, one: Indicator) -> Observation | None:
    if score is None:
        return None
    found = Observation.objects.for_reader(request.user).filter(run=score.run_id, division=score.division_id)
    return found.filter(indicator=one.code).first()


def _rows(request: SignedIn, score: Score, one: Indicator, side: Any) -> dict[str, Any]:
    own = request.GET.get("own") == "1" and score.level != Division.Level.COMMITTEE
    rows = behind_a_number.behind(request.user, one, score.run, side, score.division_id, own=own)
    page = page_of(request, behind_a_number.rows_of(one, side, rows), Order("division_id"))
    through = RESOURCES[behind_a_number.EVENTS[one.code][0]].label if _told_by_events(score, one, side) else ""
    return {"page": page, "own": own, "resource": RESOURCES[one.resource_of(side)], "through": through}


def _told_by_events(score: Score, one: Indicator, side: str) -> bool:
    """Only of a committee: those of a whole district are too many to be counted while somebody waits."""
    return score.level == Division.Level.COMMITTEE and side == "numerator" and one.code in behind_a_number.EVENTS


def _events(request: SignedIn, score: Score, one: Indicator) -> dict[str, Any]:
    """Their number is counted now, among those that the reader may see."""
    found = behind_a_number.events(request.user, one, score.run, score.division_id)
    page: Page = page_of(request, found, Order("division_id"))
    permission = f"{found.model._meta.app_label}.view_{found.model._meta.model_name}"
    return {
        "page": page, "resource": RESOURCES[behind_a_number.EVENTS[one.code][0]], "events": found.order_by().count(),
        "inside": codes.contains(ranges(request.user, permission), score.division_id),
    }  # fmt: skip


def _parts(request: SignedIn, score: Score, one: Indicator, side: Any, figure: Observation) -> dict[str, Any]:
    """By the units below, on the first page of the whole; None where there is nothing below."""
    if request.GET.get("own") or request.GET.get("cursor"):
        return {}
    found = behind_a_number.parts(request.user, one, score, side, figure)
    if found is None:
        return {}

    def page(code: str) -> str:
        return reverse("indices:records", args=[code, score.run.period, one.code, side])

    lines = [(it, page(it.division.code) if it.division else f"{page(score.division_id)}?own=1") for it in found.rows]
    return {"parts": lines, "added": found.added, "below": BELOW[found.level]}


def _said(request: SignedIn, score: Score, one: Indicator, side: Any, figure: Observation) -> dict[str, Any]:
    inside = explaining.sees_inside(request.user, one, score.division_id)
    small = explaining.is_small(one, figure.numerator, figure.denominator)
    labels = {
        "numerator": one.card.numerator,
        "denominator": one.card.denominator,
        "rest": f"没有计入“{one.card.numerator}”的",
    }
    numbers = {key: behind_a_number.number(figure, key) for key in SIDES}
    return {
        "score": score, "run": score.run, "one": one, "side": side, "title": labels[side], "count": numbers[side], "inside": inside,
        "hidden": small and not inside, "summed": side in one.summed, "label": Period(score.run.period).label,
        "sides": [(key, labels[key], numbers[key]) for key in SIDES if key != "rest" or one.parted],
    }  # fmt: skip
