"""今日: the clerk's first page."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.access.scoping import holds
from visits import selectors


@require_GET
def today(request: SignedIn) -> HttpResponse:
    user, now = request.user, timezone.now()
    day = timezone.localdate(now)
    done, receptions = selectors.visits_of(user, day)
    due, asked = selectors.cases_of_today(user, now)
    context = _doors(request, day) | {
        "day": day, "now": now, "done": done, "due": due[: selectors.MOST], "asked": asked[: selectors.MOST],
        "needs": list(selectors.needs_due(user, day)[: selectors.MOST]), "receptions": receptions[: selectors.MOST],
        "month": selectors.month(user, now), "may_add": holds(user, "visits.add_visit"),
        "met": len({visit.household_id or visit.partner_id for visit in done if visit.met}),
    }  # fmt: skip
    return render(request, "visits/today.html", context)


def _doors(request: SignedIn, day: date) -> dict[str, Any]:
    """By building, for walking; first the clerk's own buildings (`?whose=all` for the others), while something is due there."""
    user, by_due = request.user, request.GET.get("sort") == "due"
    rows = selectors.due(user, day)
    stops = selectors.stops(user, rows)
    mine, whole = any(stop.mine for stop in stops), request.GET.get("whose") == "all"
    if mine and not whole:
        stops = [stop for stop in stops if stop.mine or stop.building is None]
        rows = rows.filter(
            Q(building__in=[stop.building for stop in stops if stop.building]) | Q(partner__isnull=False)
        )
    chosen = _uuid(request.GET.get("building", ""))
    shown = rows.filter(building=chosen) if chosen else rows
    return {
        "doors": selectors.due_doors(user, shown, most=3 * selectors.MOST, by_due=by_due), "waiting": sum(stop.count for stop in stops),
        "stops": stops, "chosen": chosen, "sort": "due" if by_due else "building", "mine": mine, "whole": whole,
    }  # fmt: skip


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
