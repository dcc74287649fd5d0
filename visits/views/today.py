"""今日: the clerk's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.scoping import holds
from visits import selectors


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    day = timezone.localdate(now)
    done = list(selectors.visits_on(user, day))
    met = {visit.household_id for visit in done if visit.met}
    doors = [door for door in selectors.doors(user, day) if door.household.pk not in met]
    due, asked = selectors.cases_of_today(user, now)
    needs = list(selectors.needs_due(user, day)[: selectors.MOST])
    if request.GET.get("sort") == "building":
        doors.sort(key=lambda door: (door.household.building.order, door.household.address.text))
    context = {
        "day": day, "now": now, "done": done, "doors": doors[: 3 * selectors.MOST], "waiting": len(doors),
        "planned": len(doors) + len(met), "due": due[: selectors.MOST], "asked": asked[: selectors.MOST], "needs": needs,
        "month": selectors.month(user, now), "may_add": holds(user, "visits.add_visit"), "sort": request.GET.get("sort", "due"),
    }  # fmt: skip
    return render(request, "visits/today.html", context)
