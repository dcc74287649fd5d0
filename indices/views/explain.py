"""How a score came about, how it moved, and what would move it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from indices import looks
from indices.actions.publishing import open_until
from indices.models import Score
from indices.selectors import explaining
from indices.selectors.sentences import formula
from indices.selectors.unit import Sheet, sheet
from indices.views.asking import may_settle
from indices.views.charting import charted
from indices.windows import Period


@require_GET
def explain(request: SignedIn, code: str, period: str) -> HttpResponse:
    found = sheet(request.user, code, period)
    if found is None:
        raise Http404
    return render(
        request, "indices/explain.html", _told(found) | _offered(request, found) | charted(found.months, code)
    )


def _told(found: Sheet) -> dict[str, Any]:
    score, last, root = found.score, found.last, found.root
    period = found.run.period
    return {
        "score": score, "run": found.run, "run_look": looks.run_look(found.run), "label": Period(period).label, "code": score.division_id,
        "root": root, "formula": formula(root), "last": last, "standing": found.standing, "peers": found.standing.peers,
        "change": _change(score, last), "changes": _changes(root, score, last), "below": found.family.below,
        "trail": [(one.division.name, _page(one.division_id, period)) for one in found.family.above] + [(score.division.name, "")],
    }  # fmt: skip


def _offered(request: SignedIn, found: Sheet) -> dict[str, Any]:
    """Steps on the run stand on the page of the whole district; a unit may object to its own score."""
    whole, code = found.score.division_id == found.run.division_id, found.score.division_id
    open_now = open_until(found.run, timezone.now()) and can_in(request.user, "indices.add_objection", code)
    return {
        "may_publish": whole and may_settle(request.user, found.run),
        "whole": whole,
        "may_object": open_now,
    }


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


def _page(code: str, period: str) -> str:
    return reverse("indices:explain", args=[code, period])
